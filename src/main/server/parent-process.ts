/** How a process of ours talks to the one that started it: a utility process by its port, a forked Node by IPC. */
export interface Parent {
  post(message: object): void
  onStop(stop: () => void): void
}

/** Calls at once, then at most every `everyMs` while more comes. */
export function coalesce(act: () => void, everyMs: number): () => void {
  let timer: NodeJS.Timeout | null = null
  let isPending = false
  const fire = () => {
    act()
    isPending = false
    timer = setTimeout(() => {
      timer = null
      if (isPending) fire()
    }, everyMs)
  }
  return () => {
    if (timer) isPending = true
    else fire()
  }
}

/** The process that started this one; null when it was started by hand. */
export function findParent(): Parent | null {
  interface Port {
    postMessage(message: object): void
    on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
  }
  const { parentPort } = process as { readonly parentPort?: Port }
  const isStop = (message: unknown) => (message as { kind?: unknown } | null)?.kind === 'stop'
  if (parentPort)
    return {
      post: (message) => parentPort.postMessage(message),
      onStop: (stop) => parentPort.on('message', ({ data }) => isStop(data) && stop())
    }
  if (!process.send) return null
  return {
    post: (message) => void process.send?.(message),
    onStop: (stop) => {
      process.on('message', (message) => isStop(message) && stop())
      // It never outlives the process that started it.
      process.once('disconnect', stop)
    }
  }
}
