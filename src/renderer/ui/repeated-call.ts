/** What one turn of a call came to. */
export type Turn<T> = { readonly value: T } | { readonly failure: unknown }

export interface RepeatedCall {
  /** Asks once more: now, or when the turn under way has ended. However often it is called meanwhile, one turn follows. */
  again(): void
  /** Aborts the turn under way; nothing is heard any more. */
  stop(): void
}

/** Asks one question now and again whenever told. A turn under way is never cut short by the next: changes that come quicker than answers must not
 *  keep the answers away. `heard` gets each turn with whether another follows at once. */
export function repeatCall<T>(
  run: (signal: AbortSignal) => Promise<T>,
  heard: (turn: Turn<T>, isFollowed: boolean) => void,
  begun: () => void
): RepeatedCall {
  const controller = new AbortController()
  let isUnderWay = false
  let isStale = false

  const begin = async (): Promise<void> => {
    isUnderWay = true
    isStale = false
    begun()
    const turn = await settle(run, controller.signal)
    isUnderWay = false
    if (controller.signal.aborted) return
    heard(turn, isStale)
    if (isStale) void begin()
  }

  void begin()
  return {
    again: () => {
      if (isUnderWay) isStale = true
      else if (!controller.signal.aborted) void begin()
    },
    stop: () => controller.abort()
  }
}

async function settle<T>(run: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<Turn<T>> {
  try {
    return { value: await run(signal) }
  } catch (failure) {
    return { failure }
  }
}
