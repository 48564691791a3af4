import { readdir, readFile } from 'node:fs/promises'

/** Ends a process group at once; a group that is gone already is fine. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      return
    }
  }
}

/** Ends every process on this computer whose environment holds the marker: what left its group by `setsid` too. Linux only; elsewhere it finds none. */
export async function killMarked(marker: string): Promise<void> {
  if (process.platform !== 'linux') return
  const names = await readdir('/proc').catch(() => [])
  await Promise.all(
    names
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
      .map(async (name) => {
        const environment = await readFile(`/proc/${name}/environ`, 'latin1').catch(() => '')
        if (environment.split('\0').includes(marker)) killGroup(Number(name))
      })
  )
}

/** When a process started, in the kernel's clock ticks; with its id this names a process for good. Null when it is gone, or not on Linux. */
export async function readStartTime(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => null)
  // The second field, the command, may hold spaces and brackets: count from its end.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
}

/** Whether any process has this id. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: unknown }).code === 'EPERM'
  }
}
