import { expect, test } from 'vitest'
import { createPeople, currentPerson } from '../../../src/main/core/people/people.ts'
import { ensurePerson } from '../../../src/main/store/people.ts'
import { contextOf, makeClock, makeFolder, makeListener, openTestStore } from '../../support/core.ts'

function setUp() {
  const home = makeFolder()
  const store = openTestStore(home)
  const clock = makeClock()
  const { names, emit } = makeListener()
  const people = createPeople({ home, store, ...clock, emit, failed: () => undefined }, 'ann')
  const act = () => contextOf({ ...currentPerson(store, 'ann', clock), origin: 'window' })
  return {
    store,
    clock,
    events: names,
    list: () => people['people.list']({}, act()),
    add: (name: string) => people['people.add']({ name }, act()),
    switchTo: (id: string) => people['people.switch']({ id }, act()),
    log: () => store.prepare<[], { actor: string; summary: string }>('SELECT actor, summary FROM audit ORDER BY seq').all()
  }
}

test('the computer’s user acts at first', async () => {
  const { list } = setUp()
  const { people, currentId } = await list()
  expect(people.map((person) => person.name)).toEqual(['ann'])
  expect(currentId).toBe(people[0]?.id)
})

test('people are added and switched to; both are in the log on behalf of who did it', async () => {
  const { add, switchTo, list, log, events } = setUp()
  await list()
  const bo = await add('  Bo   Berg ')
  expect(bo.name).toBe('Bo Berg')
  expect((await switchTo(bo.id)).currentId).toBe(bo.id)
  await add('Cy')
  expect(log()).toEqual([
    { actor: 'ann', summary: 'added Bo Berg' },
    { actor: 'ann', summary: 'switched the window to Bo Berg' },
    { actor: 'Bo Berg', summary: 'added Cy' }
  ])
  expect(events).toContain('people.changed')
})

test('a name is taken whatever its case or Unicode form', async () => {
  const { add, list } = setUp()
  await list()
  await add('José')
  for (const name of ['JOSÉ', 'Jose\u0301', 'Ann', ' josé ']) await expect(add(name)).rejects.toMatchObject({ code: 'CONFLICT' })
  expect((await list()).people).toHaveLength(2)
})

test.each(['Bo\u202eb', 'B\u200bo', 'B\u0000o', '\u00ad'])('a name with invisible characters is refused: %j', async (name) => {
  const { add } = setUp()
  await expect(add(name)).rejects.toMatchObject({ code: 'INVALID' })
})

test('nobody can be switched to who is not there', async () => {
  const { switchTo } = setUp()
  await expect(switchTo('nope')).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a name given on the command line is the same person in any case', () => {
  const { store, clock } = setUp()
  const first = ensurePerson(store, 'Dee', clock)
  expect(ensurePerson(store, ' DEE', clock)).toEqual(first)
  expect(ensurePerson(store, 'Eve', clock).id).not.toBe(first.id)
})
