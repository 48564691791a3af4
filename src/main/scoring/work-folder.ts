import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isRunning, killMarked, readStartTime } from './process-tree.ts'

/** The environment variable by which a worker and all it starts are known. */
export const markerName = 'GREENROOM_WORKER'

const prefix = 'python-'
const ownerFile = 'owner.json'

/** An empty folder of its own for one worker, and the mark that its processes carry. */
export interface WorkFolder {
  readonly folder: string
  readonly marker: string
  /** Removes the folder with all that the worker wrote there. */
  remove(): Promise<void>
}

interface Owner {
  readonly marker: string
  readonly pid: number
  readonly startTime: string | null
}

/** Makes a fresh folder (mode 0700) below `base`, which is made too, and notes who owns it. */
export async function makeWorkFolder(base: string): Promise<WorkFolder> {
  await mkdir(base, { recursive: true, mode: 0o700 })
  await chmod(base, 0o700)
  const top = await mkdtemp(path.join(base, prefix))
  const folder = path.join(top, 'work')
  await mkdir(folder, { mode: 0o700 })
  const marker = randomBytes(16).toString('hex')
  const owner: Owner = { marker, pid: process.pid, startTime: await readStartTime(process.pid) }
  await writeFile(path.join(top, ownerFile), JSON.stringify(owner), { mode: 0o600 })
  return { folder, marker, remove: () => rm(top, { recursive: true, force: true, maxRetries: 3 }) }
}

/** Clears what applications that died left below `base`: their workers are ended, their folders removed. Those of running ones stay. */
export async function sweepWorkFolders(base: string): Promise<void> {
  const names = await readdir(base).catch(() => [])
  for (const name of names.filter((each) => each.startsWith(prefix))) {
    const top = path.join(base, name)
    const owner = await readOwner(path.join(top, ownerFile))
    // Without a note it may be in the making by another process.
    if (!owner || (await isOwned(owner))) continue
    await killMarked(`${markerName}=${owner.marker}`)
    await rm(top, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function isOwned(owner: Owner): Promise<boolean> {
  return isRunning(owner.pid) && (await readStartTime(owner.pid)) === owner.startTime
}

async function readOwner(file: string): Promise<Owner | null> {
  try {
    const value = JSON.parse(await readFile(file, 'utf8')) as Partial<Owner>
    const isOwner = typeof value.marker === 'string' && /^[0-9a-f]{32}$/.test(value.marker) && typeof value.pid === 'number'
    return isOwner ? { marker: value.marker ?? '', pid: value.pid ?? 0, startTime: value.startTime ?? null } : null
  } catch {
    return null
  }
}
