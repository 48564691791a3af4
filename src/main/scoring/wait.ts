/** Waits for a promise, but not longer than `limitMs` milliseconds: gives `late` then. A signal ends the wait by rejecting with its reason. */
export async function waitFor<T>(promise: Promise<T>, limitMs: number, signal?: AbortSignal): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), limitMs)
  })
  try {
    return await orAborted(Promise.race([promise, late]), signal)
  } finally {
    clearTimeout(timer)
  }
}

/** Gives the promise's value, or rejects with the signal's reason when that comes first; the promise's own failure is then not missed by anybody. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal?.reason)
    promise.then(resolve, reject).finally(() => signal?.removeEventListener('abort', giveUp))
    signal?.addEventListener('abort', giveUp, { once: true })
    if (signal?.aborted) giveUp()
  })
}
