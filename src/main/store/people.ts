import type { Person } from '../../preload/contract/people.ts'
import type { ReadableDb, WritableDb } from './database.ts'
import { writeStoreNow } from './transactions.ts'

/** Lists everybody, in the order they were added. */
export function listPeople(db: ReadableDb): readonly Person[] {
  return db.prepare<[], Person>('SELECT id, name FROM people ORDER BY created_ms, id').all()
}

/** Finds a person by id. */
export function findPerson(db: ReadableDb, id: string): Person | null {
  return db.prepare<[string], Person>('SELECT id, name FROM people WHERE id = ?').get(id) ?? null
}

/** Finds a person by name, without regard to case. */
export function findPersonByName(db: ReadableDb, name: string): Person | null {
  return db.prepare<[string], Person>('SELECT id, name FROM people WHERE name_key = ?').get(toNameKey(name)) ?? null
}

/** Adds a person. The unique key refuses a name that differs by case alone. */
export function insertPerson(db: WritableDb, person: Person, nowMs: number): void {
  db.prepare<[string, string, string, number], unknown>('INSERT INTO people (id, name, name_key, created_ms) VALUES (?, ?, ?, ?)').run(
    person.id,
    person.name,
    toNameKey(person.name),
    nowMs
  )
}

/** Gives the person of that name, adding them when they are new: the computer's user at first start, `--as NAME` on the command line. */
export function ensurePerson(db: WritableDb, name: string, make: { newId(): string; now(): number }): Person {
  const cleaned = name.normalize('NFC').replace(/\s+/gu, ' ').trim() || 'unknown'
  const known = findPersonByName(db, cleaned)
  if (known) return known
  return writeStoreNow(db, () => {
    const added = findPersonByName(db, cleaned)
    if (added) return added
    const person = { id: make.newId(), name: cleaned }
    insertPerson(db, person, make.now())
    return person
  })
}

function toNameKey(name: string): string {
  return name.normalize('NFC').toLowerCase()
}
