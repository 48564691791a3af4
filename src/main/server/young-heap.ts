import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/** Bytes at which V8's space for new objects stops growing; it would take 48 MiB, of which a service that answers small requests has no use. */
const enoughBytes = 8 * 1024 * 1024
const lookEveryMs = 500

/**
 * Keeps the memory of new objects small, as `--max-semi-space-size` would if it could still be set: V8 reads how fast to grow it each
 * time. Under Electron V8's flags are frozen, and nothing is done. Gives the function that stops looking.
 */
export function limitYoungHeap(): () => void {
  if (process.versions['electron']) return () => undefined
  const timer = setInterval(() => {
    const young = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')
    if ((young?.space_size ?? 0) < enoughBytes) return
    setFlagsFromString('--semi-space-growth-factor=1')
    clearInterval(timer)
  }, lookEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}
