import { readFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'

/** Middle value of a list of numbers. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** The value below which a share (0 to 1) of the list lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Milliseconds that one act takes, for each of `count` repeats after `warmUp` unmeasured ones; fewer, but three, when they take longer than `limitMs` together. */
export async function timeEach(count: number, warmUp: number, act: () => Promise<unknown>, limitMs = 30_000): Promise<number[]> {
  for (let index = 0; index < warmUp; index++) await act()
  const times: number[] = []
  const from = performance.now()
  for (let index = 0; index < count && (index < 3 || performance.now() - from < limitMs); index++) {
    const start = performance.now()
    await act()
    times.push(performance.now() - start)
  }
  return times
}

/** Proportional set size of a process and all its descendants, in MiB (Linux; NaN elsewhere). */
export function measureMemory(pid: number): number {
  const kib = listTree(pid).reduce((sum, one) => sum + readPss(one), 0)
  return kib / 1024
}

function listTree(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
    return [pid, ...children.flatMap(listTree)]
  } catch {
    return [pid]
  }
}

function readPss(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

/** One line on the machine: results of another one do not compare. */
export function describeMachine(): string {
  return `${cpus().length} × ${cpus()[0]?.model.trim() || 'CPU'}, ${Math.round(totalmem() / 1024 ** 3)} GiB, ${process.platform} ${process.arch}, Node ${process.versions.node}`
}

/** A number with three significant digits and thousands apart. */
export function show(value: number): string {
  return Number.isFinite(value) ? Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 20 }) : '–'
}

export interface Row {
  readonly figure: string
  readonly ours: string
  readonly anchor: string
  readonly ratio: string
}

/** One part of the bench: a table of our figures beside an anchor's, taken in the same run. */
export interface Part {
  readonly title: string
  readonly anchor: string
  readonly rows: readonly Row[]
}

/** A Markdown table of figures. */
export function writeTable(anchor: string, rows: readonly Row[]): string {
  const lines = rows.map((row) => `| ${row.figure} | ${row.ours} | ${row.anchor} | ${row.ratio} |`)
  return [`| figure | Greenroom | ${anchor} | ratio |`, '|---|---|---|---|', ...lines].join('\n')
}
