/** How long is waited for another program that holds the database's lock. */
export const busyLimitMs = 5000
const busyPauseMs = 10

/** Another program may hold the lock for a moment; waiting happens off the event loop. `mayRepeat` tells whether the act can still be done again. */
export async function retryWhileBusy<T>(act: () => T, mayRepeat: () => boolean = () => true): Promise<Awaited<T>> {
  for (const start = performance.now(); ; ) {
    try {
      return await act()
    } catch (error) {
      if (!isBusy(error) || performance.now() - start > busyLimitMs || !mayRepeat()) throw error
      await pauseForBusy()
    }
  }
}

/** A short wait for whoever holds a lock. */
export function pauseForBusy(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, busyPauseMs))
}

function isBusy(error: unknown): boolean {
  return String((error as { code?: unknown } | null)?.code).startsWith('SQLITE_BUSY')
}
