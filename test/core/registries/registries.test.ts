import { rmSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { cy } from '../../support/core.ts'
import { ids, registry, setUp } from './program.ts'

test('the own registry comes first, then the sample, then snapshots by name', async () => {
  const { start, file } = setUp()
  const program = start()
  await program.begin()
  await program.open(file('z', 'zeta'))
  await program.open(file('b', 'beta'))
  await program.addSample()
  expect(await ids(program)).toEqual(['own open', 'sample-1 open', 'b open', 'z open'])
  const [own, , beta] = await program.list()
  expect(own).toMatchObject({ kind: 'embedded', isReadOnly: false, modelCount: 1, problem: null })
  expect(beta).toMatchObject({ kind: 'snapshot', isReadOnly: true, name: 'beta' })
  expect(program.events.filter((name) => name === 'registries.changed')).toHaveLength(4)
})

test('pages of history and predictions hear of a snapshot that brings or takes away both', async () => {
  const { start, file } = setUp()
  const program = start()
  await program.begin()
  const heard = () => program.events.splice(0)
  heard()
  await program.open(file('a'))
  expect(heard()).toEqual(expect.arrayContaining(['registries.changed', 'activity.changed', 'predictions.changed']))
  await program.close('a')
  expect(heard()).toEqual(expect.arrayContaining(['registries.changed', 'activity.changed', 'predictions.changed']))
})

test('what was open comes back at the next start; what was closed is among the recent files', async () => {
  const { start, file } = setUp()
  const first = start()
  await first.begin()
  await first.open(file('a'))
  await first.open(file('b'))
  await first.close('b')
  expect(first.discarded).toEqual(['b'])
  await first.keeper.close()
  const second = start()
  await second.begin()
  expect(await ids(second)).toEqual(['own open', 'a open'])
  const recent = await second.recent()
  expect(recent.map((one) => one.name)).toEqual(['b.greenroom', 'a.greenroom'])
  expect(await second.recent()).toEqual(recent)
  await second.open(recent[0]?.location ?? '')
  expect(await ids(second)).toEqual(['own open', 'a open', 'b open'])
})

describe('a snapshot that is verified again at the start', () => {
  /** A program whose snapshots `a` and `b` were open; the next one is just opening them. */
  async function startOpening() {
    const { start, file } = setUp()
    const first = start()
    await first.begin()
    await first.open(file('a'))
    await first.open(file('b'))
    await first.keeper.close()
    const second = start()
    const { promise, resolve } = Promise.withResolvers<void>()
    second.hold(promise)
    const reopened = second.begin()
    await expect.poll(() => second.jobs().length).toBe(1)
    return { second, reopened, start, letThrough: () => resolve() }
  }

  test('keeps nothing else waiting: it is in the list, says so when asked, and comes alive', async () => {
    const { second, reopened, letThrough } = await startOpening()
    expect(await ids(second)).toEqual(['own open', 'a opening', 'b opening'])
    expect(second.jobs()).toMatchObject([{ title: 'Opening b.greenroom' }])
    expect(() => second.keeper.source('a')).toThrow(expect.objectContaining({ code: 'BUSY', message: 'a is still being opened.' }))
    second.events.splice(0)
    letThrough()
    await reopened
    expect(await ids(second)).toEqual(['own open', 'a open', 'b open'])
    expect(second.jobs()).toEqual([])
    expect(second.events.filter((name) => name === 'registries.changed')).toHaveLength(2)
  })

  test('cancelled as a job, it says that, and the others go on', async () => {
    const { second, reopened, letThrough } = await startOpening()
    second.cancel('reopening')
    await expect.poll(() => ids(second)).toEqual(['own open', 'a opening', 'b failed'])
    letThrough()
    await reopened
    expect(await ids(second)).toEqual(['own open', 'a open', 'b failed'])
    expect((await second.list())[2]?.problem).toBe('Opening it was cancelled.')
  })

  test('closed meanwhile, it stays closed', async () => {
    const { second, reopened, letThrough, start } = await startOpening()
    await second.close('b')
    await second.close('a')
    letThrough()
    await reopened
    expect(await ids(second)).toEqual(['own open'])
    const third = start()
    await third.begin()
    expect(await ids(third)).toEqual(['own open'])
  })

  test('opened by hand meanwhile, it is open once', async () => {
    const { second, reopened, letThrough } = await startOpening()
    second.hold(Promise.resolve())
    await second.open((await second.recent()).find((one) => one.name === 'b.greenroom')?.location ?? '')
    letThrough()
    await reopened
    expect(await ids(second)).toEqual(['own open', 'a open', 'b open'])
    expect(second.discarded).toEqual([])
  })

  test('is left for the next start when the program ends first', async () => {
    const { second, reopened, start } = await startOpening()
    second.stop()
    await reopened
    await second.keeper.close()
    const third = start()
    await third.begin()
    expect(await ids(third)).toEqual(['own open', 'a open', 'b open'])
  })
})

test('the command line opens a file for itself: the window does not find it open afterwards', async () => {
  const { start, file } = setUp()
  const commandLine = start()
  await commandLine.begin(false)
  await commandLine.open(file('a'), cy)
  const window = start()
  await window.begin()
  expect(await ids(window)).toEqual(['own open'])
})

test('a file that is gone stays in the list with the reason, and can be closed', async () => {
  const { start, file } = setUp()
  const first = start()
  await first.begin()
  const location = file('a')
  await first.open(location)
  rmSync(location)
  const second = start()
  await second.begin()
  expect((await second.list())[1]).toMatchObject({ id: 'a', state: 'failed', problem: `There is no file ${location}.` })
  expect(() => second.keeper.source('a')).toThrow(
    expect.objectContaining({ code: 'NOT_FOUND', message: expect.stringContaining(location) })
  )
  await second.close('a')
  expect(await ids(second)).toEqual(['own open'])
})

test('a file that claims to be a registry of ours is refused, even while that one cannot be opened', async () => {
  const { start, file } = setUp()
  const first = start()
  await first.begin()
  await expect(first.open(file('own'))).rejects.toMatchObject({ code: 'CORRUPT', message: expect.stringContaining('identity') })
  expect(first.discarded).toEqual(['own'])
  await first.keeper.close()
  const second = start()
  await expect(second.open(file('own'))).rejects.toMatchObject({ code: 'CORRUPT' })
})

test('the own registry cannot be closed, unknown ones neither', async () => {
  const { start } = setUp()
  const program = start()
  await program.begin()
  await expect(program.close('own')).rejects.toMatchObject({ code: 'INVALID' })
  await expect(program.close('nope')).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('another program’s change is announced with the registry’s id', async () => {
  const { start } = setUp()
  const program = start()
  await program.begin()
  registry.addModel('new one')
  await expect.poll(() => program.events.includes('registry.changed'), { timeout: 10_000 }).toBe(true)
  expect(program.events).toContain('activity.changed')
})
