import { formatCount, formatMetric } from '../../preload/contract/number-text.ts'
import { formatMinute, formatZonedMoment } from '../../preload/contract/time-text.ts'
import { type Content, html, type Markup } from './html.ts'
import { drawIcon, type IconName } from './page-icons.ts'

/** Rows of a table that are shown at most. */
export const shownRows = 500
const shownCharacters = 2000
const noBreak = '\u00A0'

export interface Column {
  readonly title: string
  /** What its cells hold; `wide` is left out on a phone, where `badges`, `when`, `number` and `step` move below or beside the name. */
  readonly kind: 'name' | 'value' | 'when' | 'badges' | 'number' | 'step' | 'wide'
}
export interface TableOptions {
  /** Stands for no rows. */
  readonly empty?: Content
  /** Whether the heading counts the rows. */
  readonly isCounted?: boolean
  /** What is said below the rows. */
  readonly note?: string | null
  /** Link to all rows, where not all are shown. */
  readonly link?: string | null
}

/** A table below a heading, with a note where not all rows are shown. */
export function renderTable(
  title: string,
  columns: readonly Column[],
  rows: readonly (readonly Content[])[],
  { empty = `No ${title.toLowerCase()}.`, isCounted = false, note = null, link = null }: TableOptions = {}
): Markup {
  if (rows.length === 0)
    return html`<section><h2>${title}</h2>${typeof empty === 'string' ? html`<p class="note">${empty}</p>` : empty}</section>`
  const shown = rows.slice(0, shownRows)
  const count = isCounted ? html` <small>${formatCount(rows.length)}</small>` : null
  const head = columns.map(({ title: name, kind }) => html`<th scope="col" class="${kind}">${name}</th>`)
  const body = shown.map((row) => html`<tr>${row.map((cell, at) => html`<td class="${columns[at]?.kind ?? ''}">${cell}</td>`)}</tr>`)
  const layout = columns.some(({ kind }) => kind === 'number')
    ? 'numbers'
    : columns.some(({ kind }) => kind === 'when')
      ? 'listing'
      : 'pairs'
  const below = rows.length > shown.length ? describeCut(shown.length, rows.length, link) : note
  return html`<section><h2>${title}${count}</h2><table class="${layout}"><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>${
    below === null ? null : html`<p class="note">${below}</p>`
  }</section>`
}

function describeCut(shown: number, total: number, link: string | null): Content {
  const cut = `The first ${formatCount(shown)} of ${formatCount(total)}.`
  return link === null ? cut : [cut, html` All of them: <a href="${link}">Open in Greenroom</a>`]
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

/** Somebody's words inside a line, which keep their own direction of writing; nothing where there are none. */
export function renderForeign(text: string): Markup | null {
  return text === '' ? null : html`<bdi>${clip(text)}</bdi>`
}

/** A name in a list: two lines of it at most. What follows it is always seen, and on the line where the name ends. */
export function renderListed(name: string, path: string, suffix = ''): Markup {
  const whole = clip(name)
  if (suffix === '') return html`<a href="${path}" title="${whole}"><span class="clamp"><bdi>${whole}</bdi></span></a>`
  const after = html`${noBreak}<span class="suffix">${suffix}</span>`
  if (whole.length <= 80) return html`<a href="${path}" title="${whole} ${suffix}"><bdi>${whole}</bdi>${after}</a>`
  return html`<a class="cut" href="${path}" title="${whole} ${suffix}"><span class="clamp"><bdi>${whole}</bdi></span>${after}</a>`
}

export type Tone = 'quiet' | 'outline' | 'neutral' | 'brand' | 'warning' | 'danger' | 'info'

/** A word with a tone and an icon; the word says what they say. */
export function renderBadge(word: string, tone: Tone, icon: IconName | null): Markup {
  return html`<span class="badge ${tone}">${icon === null ? null : drawIcon(icon)}<span>${word}</span></span>`
}

/** What scripts no longer find, but was not removed for good. */
export function renderDeleted(): Markup {
  return renderBadge('Deleted', 'neutral', 'bin')
}

/** An alias of a version; a long one is cut, and whole in its title. */
export function renderAlias(alias: string): Markup {
  return html`<span class="badge outline" title="@${alias}"><span>@${alias}</span></span>`
}

const stages: Readonly<Record<string, readonly [Tone, IconName]>> = {
  None: ['outline', 'dashes'],
  Staging: ['warning', 'flask'],
  Production: ['brand', 'tick'],
  Archived: ['neutral', 'archive']
}

/** The stage of a version. */
export function renderStage(stage: string): Markup {
  const [tone, icon] = stages[stage] ?? ['outline', null]
  return renderBadge(stage, tone, icon)
}

const statuses: Readonly<Record<string, readonly [string, Tone, IconName]>> = {
  RUNNING: ['Running', 'info', 'dot'],
  SCHEDULED: ['Scheduled', 'outline', 'clock'],
  FINISHED: ['Finished', 'quiet', 'check'],
  FAILED: ['Failed', 'danger', 'cross'],
  KILLED: ['Killed', 'warning', 'ban']
}

/** The status of a run. */
export function renderStatus(status: string): Markup {
  const [word, tone, icon] = statuses[status] ?? [status, 'neutral', null]
  return renderBadge(word, tone, icon)
}

/** A moment in the time of this computer: short in lists, else to the second and with the zone, which the title always tells. */
export function renderTime(ms: number | bigint | null, length: 'short' | 'whole' = 'whole'): Markup | null {
  const date = new Date(Number(ms ?? Number.NaN))
  if (Number.isNaN(date.getTime()) || Number(ms) <= 0) return null
  const whole = formatZonedMoment(date.getTime())
  const shown = length === 'short' ? formatMinute(date.getTime()) : whole
  return html`<time datetime="${date.toISOString()}" title="${whole}">${shown}</time>`
}

/** A metric's value as the window writes it, with the exact one beside it; the largest double stands for infinity in MLflow's databases. */
export function renderMetric(value: number): Markup {
  const exact = Math.abs(value) === Number.MAX_VALUE ? Math.sign(value) * Number.POSITIVE_INFINITY : value
  return html`<data value="${String(exact)}" title="${String(exact)}">${formatMetric(exact)}</data>`
}

/** The value of a param or tag, its line breaks kept. */
export function renderValue(value: string): Markup {
  return value === '' ? html`<span class="dim">empty</span>` : html`<bdi>${clip(value)}</bdi>`
}

/** A text of at most some thousand characters. */
export function clip(text: string, length = shownCharacters): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}
