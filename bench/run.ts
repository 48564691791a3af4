import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describeMachine, type Row, writeTable } from './measure.ts'
import { root } from './processes.ts'

/** One part of the bench: a table of our figures beside an anchor's, taken in the same run. */
interface Part {
  readonly title: string
  readonly anchor: string
  readonly rows: readonly Row[]
}

const isQuick = process.argv.includes('--quick')
const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))

const parts: Readonly<Record<string, () => Promise<Part>>> = {
  window: async () => (await import('./window.ts')).benchWindow(isQuick ? 1 : 5),
  service: async () => (await import('./service.ts')).benchService(isQuick ? 2 : 8),
  predictions: async () => (await import('./predictions.ts')).benchPredictions(isQuick ? 100 : 1000)
}

const sections: string[] = []
for (const [name, run] of Object.entries(parts)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  process.stdout.write(`${name} …\n`)
  const part = await run()
  const section = `## ${part.title}\n\n${writeTable(part.anchor, part.rows)}\n`
  process.stdout.write(`${section}\n`)
  sections.push(section)
}

if (chosen.length === 0 && !isQuick) {
  const head = `# Results\n\nMedians, taken with \`npm run bench\` on ${describeMachine()}, ${new Date().toISOString().slice(0, 10)}. Compare figures of one run only.\n`
  writeFileSync(path.join(root, 'bench', 'RESULTS.md'), `${head}\n${sections.join('\n')}`)
}
