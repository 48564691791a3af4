import type { People, Person } from '../../../preload/contract/people.ts'
import { Failure } from '../../../preload/contract/reply.ts'
import { appendAudit } from '../../store/audit.ts'
import type { WritableDb } from '../../store/database.ts'
import { ensurePerson, findPerson, findPersonByName, insertPerson, listPeople } from '../../store/people.ts'
import { getSetting, setSetting } from '../../store/settings.ts'
import { writeStore } from '../../store/transactions.ts'
import type { Deps, Handler, Handlers } from '../deps.ts'
import { throwIfRefused } from '../refusal.ts'
import { announceActivity } from '../writing.ts'
import { cleanName, mayAddPerson } from './rules.ts'

/** Setting that holds the id of the person who acts in the window; not one of the window's own settings. */
const currentKey = 'person'

export type PeopleDeps = Pick<Deps, 'home' | 'store' | 'now' | 'newId' | 'emit' | 'failed'>

/** Builds the calls on people. `osUser` is the computer's user, who acts at first. */
export function createPeople(deps: PeopleDeps, osUser: string): Handlers<'people.list' | 'people.add' | 'people.switch'> {
  const list = (): People => {
    const currentId = currentPerson(deps.store, osUser, deps).id
    return { people: listPeople(deps.store), currentId }
  }
  return { 'people.list': list, 'people.add': addPerson(deps), 'people.switch': switchPerson(deps, list) }
}

/** The person who acts in the window: the one switched to, else the computer's user (added when new). */
export function currentPerson(db: WritableDb, osUser: string, make: Pick<Deps, 'now' | 'newId'>): Person {
  const id = getSetting(db, currentKey)
  return (typeof id === 'string' ? findPerson(db, id) : null) ?? ensurePerson(db, osUser, make)
}

function addPerson(deps: PeopleDeps): Handler<'people.add'> {
  return async (input, context) => {
    const name = cleanName(input.name)
    const person = await writeStore(deps.store, () => {
      throwIfRefused(mayAddPerson(name, findPersonByName(deps.store, name)))
      const added = { id: deps.newId(), name }
      insertPerson(deps.store, added, deps.now())
      const { actor } = context
      appendAudit(deps.store, {
        atMs: deps.now(),
        actor,
        action: 'person.added',
        registryId: '',
        key: added.id,
        after: name,
        summary: `added ${name}`
      })
      return added
    })
    announcePeople(deps)
    return person
  }
}

function switchPerson(deps: PeopleDeps, list: () => People): Handler<'people.switch'> {
  return async ({ id }, context) => {
    await writeStore(deps.store, () => {
      const person = findPerson(deps.store, id)
      if (!person) throw new Failure('NOT_FOUND', `There is no person with the id ${id}.`, { remedy: 'Choose one from the list.' })
      setSetting(deps.store, currentKey, id)
      const { actor } = context
      const summary = `switched the window to ${person.name}`
      appendAudit(deps.store, {
        atMs: deps.now(),
        actor,
        action: 'person.switched',
        registryId: '',
        key: id,
        before: actor.name,
        after: person.name,
        summary
      })
    })
    announcePeople(deps)
    return list()
  }
}

function announcePeople(deps: PeopleDeps): void {
  deps.emit('people.changed', {})
  announceActivity(deps)
}
