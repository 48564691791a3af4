import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { CallContext } from '../../src/main/core/deps.ts'
import { createSnapshots } from '../../src/main/core/snapshots/snapshots.ts'
import { openLocalSource } from '../../src/main/sources/local/local-source.ts'
import { exportSnapshotFile, verifySnapshotFile } from '../../src/main/sources/snapshot/open-snapshot.ts'
import { listActivity } from '../../src/main/store/activity.ts'
import type { Job } from '../../src/preload/contract/events.ts'
import { Failure } from '../../src/preload/contract/reply.ts'
import { ann, contextOf, makeClock, makeListener, openTestStore } from '../support/core.ts'
import { workerEntries } from '../support/local-source.ts'
import { makeRegistry, makeSnapshotFolder, toolsFor } from '../support/snapshots.ts'

/** The calls over the real registry, the real store and the real worker process. */
function makeCalls() {
  const home = makeSnapshotFolder()
  const registry = makeRegistry()
  const { database, artifacts } = registry
  const source = openLocalSource({ kind: 'embedded', isReadOnly: false, database, artifacts, entries: workerEntries })
  onTestFinished(() => source.close())
  const store = openTestStore(home)
  const listener = makeListener()
  const clock = makeClock()
  const calls = createSnapshots({
    store,
    registries: {
      source: (id) => {
        if (id === 'mine') return source
        throw new Failure('NOT_FOUND', `No registry with the id ${id} is open.`)
      },
      nameOf: () => 'My registry',
      ids: () => ['mine']
    },
    handles: { add: (file) => file, path: (handle) => handle },
    appVersion: '0.1.0',
    now: clock.now,
    newId: () => '3f2b8c1e-0000-4000-8000-0000000000ff',
    emit: listener.emit,
    ports: {
      exportSnapshot: (request, options) =>
        exportSnapshotFile(
          toolsFor(home),
          { ...request, registry: { ...request.registry, database, artifacts }, store: path.join(home, 'greenroom.db') },
          options
        ),
      verifySnapshot: (file, options) => verifySnapshotFile(toolsFor(home), file, options)
    }
  })
  const readLog = () => listActivity(store, { registryId: 'mine', model: null, version: null, words: [], offset: 0, limit: 10 }).rows
  return { home, calls, listener, readLog }
}

test('an export gets its extension, tells its progress, is written down, and verifies', async () => {
  const { home, calls, listener, readLog } = makeCalls()
  const jobs: Omit<Job, 'callId'>[] = []
  const context: CallContext = { ...contextOf(ann), report: (job) => void jobs.push(job) }
  const input = { registry: 'mine', models: ['churn', 'churn'], withPredictions: false, target: path.join(home, 'review') }
  const written = await calls['snapshots.export'](input, context)
  expect(written).toMatchObject({
    file: path.join(home, 'review.greenroom'),
    manifest: { registryId: 'mine', registryName: 'My registry', madeBy: 'Ann', models: ['churn'], versionCount: 2 }
  })
  expect(jobs[0]).toMatchObject({ title: 'Exporting review.greenroom', unit: 'bytes' })
  expect(readLog()).toMatchObject([
    { action: 'snapshot.exported', actor: 'Ann', after: 'review.greenroom', summary: 'exported the model churn to review.greenroom' }
  ])
  expect(listener.names).toContain('activity.changed')
  expect(await calls['snapshots.verify']({ file: written.file }, contextOf(ann))).toEqual(written.manifest)
})

test('an unknown registry or model writes no file and no entry', async () => {
  const { home, calls, readLog } = makeCalls()
  const input = { registry: 'mine', models: ['nobody'], withPredictions: false, target: path.join(home, 'none.greenroom') }
  await expect(calls['snapshots.export'](input, contextOf(ann))).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining('nobody')
  })
  await expect((async () => calls['snapshots.export']({ ...input, registry: 'other' }, contextOf(ann)))()).rejects.toMatchObject({
    code: 'NOT_FOUND'
  })
  expect(existsSync(input.target)).toBe(false)
  expect(readLog()).toEqual([])
})

test('a file that is no snapshot is refused by verify and stays as it is', async () => {
  const { home, calls } = makeCalls()
  const file = path.join(home, 'greenroom.db')
  const before = readFileSync(file)
  await expect((async () => calls['snapshots.verify']({ file }, contextOf(ann)))()).rejects.toMatchObject({ code: 'CORRUPT' })
  expect(readFileSync(file).equals(before)).toBe(true)
})
