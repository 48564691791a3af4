import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describeMachine, type Part, writeTable } from './measure.ts'
import { root } from './processes.ts'

const isQuick = process.argv.includes('--quick')
const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))

const parts: Readonly<Record<string, () => Promise<Part>>> = {
  window: async () => (await import('./window.ts')).benchWindow(isQuick ? 1 : 5),
  service: async () => (await import('./service.ts')).benchService(isQuick ? 2 : 8),
  reads: async () => (await import('./reads.ts')).benchReads(isQuick ? 5 : 20),
  scale: async () =>
    (await import('./scale.ts')).benchScale(
      isQuick ? 20 : 200,
      isQuick ? [1000, 10_000] : [1000, 10_000, 100_000, 1_000_000],
      [1000, 100_000]
    ),
  search: async () => (await import('./slow-search.ts')).benchSlowSearch(isQuick ? 2 : 8),
  artifacts: async () => (await import('./artifacts.ts')).benchArtifacts(1, isQuick ? 128 : 1024),
  predictions: async () => (await import('./predictions.ts')).benchPredictions(isQuick ? 100 : 1000)
}

const file = path.join(root, 'bench', 'RESULTS.md')
const head = '# Results\n\nMedians, taken with `npm run bench`. Compare figures of one table only: machines differ, and so do hours.\n'

for (const [name, run] of Object.entries(parts)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  process.stdout.write(`${name} …\n`)
  const part = await run()
  const section = `## ${part.title}\n\n${new Date().toISOString().slice(0, 10)}, ${describeMachine()}.\n\n${writeTable(part.anchor, part.rows)}\n`
  process.stdout.write(`${section}\n`)
  if (!isQuick) writeSection(name, section)
}

/** Puts a part's table into RESULTS.md in place of its last one, in the order of the parts. */
function writeSection(name: string, section: string): void {
  const kept = new Map(
    readFileSync(file, 'utf8')
      .split(/^<!-- (?=\w+ -->$)/m)
      .slice(1)
      .map((text) => [/^\w+/.exec(text)?.[0] ?? '', text.replace(/^\w+ -->\n/, '').trimEnd()])
  )
  kept.set(name, section.trimEnd())
  const order = [...Object.keys(parts), 'full']
  const sections = [...kept].sort(([one], [other]) => order.indexOf(one) - order.indexOf(other))
  writeFileSync(file, `${head}\n${sections.map(([key, text]) => `<!-- ${key} -->\n${text}\n`).join('\n')}`)
}
