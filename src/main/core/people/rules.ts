import { hiddenCharacters, type Person } from '../../../preload/contract/people.ts'
import type { Refusal } from '../refusal.ts'

/** Gives a name as it is kept: NFC, single spaces. */
export function cleanName(name: string): string {
  return name.normalize('NFC').replace(/\s+/gu, ' ').trim()
}

/** Whether a person of that (clean) name may be added: visible characters, and nobody has the name yet in any case. */
export function mayAddPerson(name: string, known: Person | null): Refusal | null {
  if (name === '' || hiddenCharacters.test(name))
    return { code: 'INVALID', message: 'A person’s name has only visible characters, and at least one.', remedy: 'Type the name anew.' }
  if (known)
    return {
      code: 'CONFLICT',
      message: `There is already a person called ${known.name}.`,
      remedy: 'Switch to that person or choose another name.'
    }
  return null
}
