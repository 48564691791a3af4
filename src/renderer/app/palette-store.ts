import { createSpotlight } from '@mantine/spotlight'

/** The palette's own store, and what opens and closes it. */
export const [paletteStore, palette] = createSpotlight()

/** Chooses the first line, or none. Spotlight chooses only while typing, before an answer is there, and offers no act for it: it marks the line by data-selected. */
export function choosePaletteLine(which: 'first' | 'none'): void {
  const lines = listLines()
  for (const line of lines) line.removeAttribute('data-selected')
  if (which === 'first') lines[0]?.setAttribute('data-selected', 'true')
  paletteStore.updateState((state) => ({ ...state, selected: which === 'first' ? 0 : -1 }))
}

/** Does what the chosen line says. */
export function runPaletteLine(): void {
  listLines()
    .find((line) => line.hasAttribute('data-selected'))
    ?.click()
}

function listLines(): readonly HTMLElement[] {
  const { listId } = paletteStore.getState()
  return [...(document.getElementById(listId)?.querySelectorAll<HTMLElement>('[data-action]') ?? [])]
}
