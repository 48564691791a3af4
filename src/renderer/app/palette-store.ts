import { createSpotlight } from '@mantine/spotlight'

/** The palette's own store, and what opens and closes it. */
export const [paletteStore, palette] = createSpotlight()

/** Ids of the palette's parts, by which assistive technology finds the chosen line. */
export const paletteIds = { search: 'palette-search', lines: 'palette-lines' } as const

/** Chooses the first line, or none. Spotlight chooses only while typing, before an answer is there, and offers no act for it: it marks the line by data-selected. */
export function choosePaletteLine(which: 'first' | 'none'): void {
  const lines = listLines()
  for (const line of lines) line.removeAttribute('data-selected')
  if (which === 'first') lines[0]?.setAttribute('data-selected', 'true')
  paletteStore.updateState((state) => ({ ...state, selected: which === 'first' ? 0 : -1 }))
}

/** After the lines changed: the first line is chosen, unless the person went to another one that is still there. */
export function keepPaletteLine(): void {
  const chosen = listLines().findIndex((line) => line.hasAttribute('data-selected'))
  if (chosen > 0) paletteStore.updateState((state) => ({ ...state, selected: chosen }))
  else choosePaletteLine('first')
}

/** Does what the chosen line says. */
export function runPaletteLine(): void {
  listLines()
    .find((line) => line.hasAttribute('data-selected'))
    ?.click()
}

function listLines(): readonly HTMLElement[] {
  return [...(document.getElementById(paletteIds.lines)?.querySelectorAll<HTMLElement>('[data-action]') ?? [])]
}

/** Keeps the chosen line named at the search field while the list is on show: the focus stays in the field, and Spotlight marks the line by data-selected alone. A ref of the list. */
export function followChosenLine(list: HTMLElement | null): (() => void) | undefined {
  if (!list) return undefined
  nameChosenLine()
  const observer = new MutationObserver(nameChosenLine)
  observer.observe(list, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-selected'] })
  return () => observer.disconnect()
}

function nameChosenLine(): void {
  const search = document.getElementById(paletteIds.search)
  search?.removeAttribute('aria-activedescendant')
  for (const [place, line] of listLines().entries()) {
    const isChosen = line.hasAttribute('data-selected')
    line.id = `${paletteIds.lines}-${place}`
    line.setAttribute('aria-selected', String(isChosen))
    if (isChosen) search?.setAttribute('aria-activedescendant', line.id)
  }
}
