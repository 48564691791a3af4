import { useEffect, useState } from 'react'
import type { RunRow } from '../../preload/contract/runs.ts'
import { Duration } from '../ui/Values.tsx'

/** How long a run took; of a run under way how long it has been going, to the second. */
export function RunDuration({ run }: { readonly run: Pick<RunRow, 'status' | 'startedMs' | 'endedMs'> }) {
  const { startedMs, endedMs } = run
  if (startedMs !== null && endedMs === null && run.status === 'RUNNING') return <Elapsed sinceMs={startedMs} />
  return <Duration ms={startedMs === null || endedMs === null ? null : endedMs - startedMs} />
}

function Elapsed({ sinceMs }: { readonly sinceMs: number }) {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return <Duration ms={Math.floor(Math.max(0, nowMs - sinceMs) / 1000) * 1000} />
}
