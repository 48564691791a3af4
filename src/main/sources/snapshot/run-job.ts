import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '../../../preload/contract/reply.ts'
import type { SnapshotManifest } from '../../../preload/contract/snapshots.ts'
import type { SpawnNode } from '../../spawn-node.ts'
import type { Progress } from '../source.ts'
import { rebuildThrown, type ThrownShape } from '../worker-messages.ts'
import type { ExportedSnapshot, ExportJob, SnapshotJob, UnpackedSnapshot, UnpackJob, VerifyJob } from './jobs.ts'

/** What snapshot work needs from the composition root. */
export interface SnapshotTools {
  readonly spawnNode: SpawnNode
  /** Absolute path of workers/snapshots. */
  readonly entry: string
  /** The application's data folder. */
  readonly home: string
  readonly nativeBinding?: string | undefined
}

export interface JobOptions {
  readonly signal: AbortSignal
  /** Bytes done of bytes in all. */
  readonly progress: Progress
}

/** What the process of workers/snapshots posts. */
export type JobAnswer =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number | null }
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly error: ThrownShape }

type JobValue<J extends SnapshotJob> = J extends ExportJob
  ? ExportedSnapshot
  : J extends VerifyJob
    ? SnapshotManifest
    : J extends UnpackJob
      ? UnpackedSnapshot
      : never

/** Runs one job in a process of its own. Foreign databases can keep SQLite busy for ever and a thread cannot be stopped in it: cancelling kills the process. */
export function runJob<J extends SnapshotJob>(tools: SnapshotTools, job: J, options: JobOptions): Promise<JobValue<J>> {
  const cancelled = new Failure('CANCELLED', 'Cancelled. Nothing was written.')
  if (options.signal.aborted) return Promise.reject(cancelled)
  return new Promise((resolve, reject) => {
    const child = tools.spawnNode(tools.entry, { name: 'Greenroom snapshots' })
    const outcome: { settle: (() => void) | null } = { settle: null }
    const cancel = () => end(() => reject(cancelled))
    const end = (settle: () => void) => {
      outcome.settle ??= settle
      child.kill()
    }
    options.signal.addEventListener('abort', cancel, { once: true })
    child.onMessage((raw) => {
      const answer = raw as JobAnswer
      if (answer.kind === 'progress') options.progress(answer.done, answer.total)
      if (answer.kind === 'done') end(() => resolve(answer.value as JobValue<J>))
      if (answer.kind === 'failed') end(() => reject(rebuildThrown(answer.error)))
    })
    // Settled only once the process is gone, so that the caller can remove what it was writing.
    child.onExit((code) => {
      options.signal.removeEventListener('abort', cancel)
      if (outcome.settle) outcome.settle()
      else reject(describeCrash(code, child.stderrTail()))
    })
    child.post(job)
  })
}

function describeCrash(code: number | null, stderr: string): Failure {
  return new Failure('WORKER_FAILED', 'The process that handles snapshots ended unexpectedly. Nothing was written.', {
    remedy: 'Try again; if it happens again, the log has the details.',
    details: { exitCode: code, stderr: stderr.slice(-2000) }
  })
}

/** Runs `work` with a private folder below home (for the databases that are being built or checked) and removes it afterwards, whatever happened. */
export async function withWorkFolder<T>(home: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = path.join(workRoot(home), `${process.pid}-${randomUUID()}`)
  await mkdir(workRoot(home), { recursive: true, mode: 0o700 })
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Removes what processes that no longer run left in the work folder; called at start. */
export async function sweepWorkFolder(home: string): Promise<void> {
  await sweep(workRoot(home), /^(\d+)-/)
}

/** Removes from a folder what our processes that no longer run left there: the pattern's first group is the process id. */
export async function sweep(folder: string, pattern: RegExp): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = Number(pattern.exec(name)?.[1] ?? Number.NaN)
    if (Number.isSafeInteger(pid) && pid !== process.pid && !isAlive(pid))
      await rm(path.join(folder, name), { recursive: true, force: true })
  }
}

function workRoot(home: string): string {
  return path.join(home, 'work')
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: unknown } | null)?.code === 'EPERM'
  }
}
