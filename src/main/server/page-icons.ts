import { html, type Markup } from './html.ts'

const ring = html`<circle cx="8" cy="8" r="6.25"/>`
const shapes = {
  archive: html`<rect x="1.5" y="2" width="13" height="3.5" rx=".7"/><path d="M2.8 5.5v7.2a1.3 1.3 0 0 0 1.3 1.3h7.8a1.3 1.3 0 0 0 1.3-1.3V5.5M6.5 8.5h3"/>`,
  ban: html`${ring}<path d="M3.6 3.6l8.8 8.8"/>`,
  bin: html`<path d="M2 4h12M5.5 4V2.6a1 1 0 0 1 1-1h3a1 1 0 0 1 1 1V4M3.4 4l.7 9.3a1.2 1.2 0 0 0 1.2 1.1h5.4a1.2 1.2 0 0 0 1.2-1.1L12.6 4"/>`,
  check: html`<path d="M13 4.5 6.5 11.5 3 8"/>`,
  clock: html`${ring}<path d="M8 4.5V8l2.3 1.4"/>`,
  cross: html`${ring}<path d="M6 6l4 4M10 6l-4 4"/>`,
  dashes: html`<circle cx="8" cy="8" r="6.25" stroke-dasharray="2.4 2.5"/>`,
  dot: html`${ring}<circle cx="8" cy="8" r="1"/>`,
  flask: html`<path d="M6 1.8h4M6.7 1.8v4.4L2.9 12.6a1.2 1.2 0 0 0 1 1.8h8.2a1.2 1.2 0 0 0 1-1.8L9.3 6.2V1.8M4.6 10h6.8"/>`,
  tick: html`${ring}<path d="M5.2 8.3l2 1.9L10.8 6"/>`
} as const

export type IconName = keyof typeof shapes

/** A small drawing in the colour of the word beside it, which says the same. */
export function drawIcon(name: IconName): Markup {
  return html`<svg viewBox="0 0 16 16" aria-hidden="true">${shapes[name]}</svg>`
}
