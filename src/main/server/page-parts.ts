import { type Content, html, type Markup } from './html.ts'

/** Rows of a table that are shown at most. */
export const shownRows = 500
const shownCharacters = 2000

export interface Column {
  readonly title: string
  /** `wide` is left out on a phone. */
  readonly kind?: 'name' | 'when' | 'number' | 'wide'
}

/** A table below a heading, with a note where not all rows are shown; `empty` stands for no rows. */
export function renderTable(
  title: string,
  columns: readonly Column[],
  rows: readonly (readonly Content[])[],
  { total = rows.length, empty = `No ${title.toLowerCase()}.` }: { readonly total?: number; readonly empty?: Content } = {}
): Markup {
  if (rows.length === 0)
    return html`<section><h2>${title}</h2>${typeof empty === 'string' ? html`<p class="note">${empty}</p>` : empty}</section>`
  const shown = rows.slice(0, shownRows)
  const head = columns.map(({ title: name, kind = '' }) => html`<th scope="col" class="${kind}">${name}</th>`)
  const body = shown.map((row) => html`<tr>${row.map((cell, at) => html`<td class="${columns[at]?.kind ?? ''}">${cell}</td>`)}</tr>`)
  const note = total > shown.length ? html`<p class="note">${formatCount(shown.length)} of ${formatCount(total)} are shown here.</p>` : null
  return html`<section><h2>${title}</h2><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>${note}</section>`
}

/** Label and value of each fact; those without a value are left out. `whole` facts have a line of their own. */
export function renderFacts(facts: readonly (readonly [label: string, value: Content, whole?: 'whole'])[]): Markup {
  const shown = facts.filter(([, value]) => value !== null && value !== '')
  return html`<section><dl>${shown.map(([label, value, kind = '']) => html`<div class="${kind}"><dt>${label}</dt><dd>${value}</dd></div>`)}</dl></section>`
}

/** A paragraph of somebody's words; nothing where there are none. */
export function renderText(title: string, text: string | null): Markup | null {
  return text === null || text === '' ? null : html`<section><h2>${title}</h2><p class="text">${clip(text)}</p></section>`
}

/** A word with a tone; the word says what the colour says. */
export function renderBadge(word: string, tone: 'outline' | 'neutral' | 'brand' | 'good' | 'warning' | 'danger' | 'info'): Markup {
  return html`<span class="badge ${tone}">${word}</span>`
}

/** The stage of a version. */
export function renderStage(stage: string): Markup {
  const tone = stage === 'Production' ? 'brand' : stage === 'Staging' ? 'warning' : stage === 'Archived' ? 'neutral' : 'outline'
  return renderBadge(stage, tone)
}

const statuses: Readonly<Record<string, readonly [string, 'good' | 'info' | 'danger' | 'neutral']>> = {
  RUNNING: ['Running', 'info'],
  SCHEDULED: ['Scheduled', 'neutral'],
  FINISHED: ['Finished', 'good'],
  FAILED: ['Failed', 'danger'],
  KILLED: ['Killed', 'neutral']
}

/** The status of a run. */
export function renderStatus(status: string): Markup {
  const [word, tone] = statuses[status] ?? [status, 'neutral']
  return renderBadge(word, tone)
}

/** A moment in the time of this computer, on which the reader sits too. */
export function renderTime(ms: number | bigint | null): Markup | null {
  const date = new Date(Number(ms ?? Number.NaN))
  if (Number.isNaN(date.getTime()) || Number(ms) <= 0) return null
  const two = (part: number) => String(part).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return html`<time datetime="${date.toISOString()}">${`${day} ${two(date.getHours())}:${two(date.getMinutes())}`}</time>`
}

/** A time span, e.g. `2 min 3 s`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${ms} ms`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${formatCount(Math.floor(seconds / 3600))} h ${Math.floor((seconds % 3600) / 60)} min`
}

/** A count with separators. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US')
}

/** A metric's value; the largest double stands for infinity in MLflow's databases. */
export function formatMetric(value: number): string {
  if (Math.abs(value) === Number.MAX_VALUE) return value > 0 ? 'Infinity' : '-Infinity'
  return Number.isNaN(value) ? 'NaN' : String(Number(value.toPrecision(6)))
}

/** A text of at most some thousand characters. */
export function clip(text: string): string {
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text
}
