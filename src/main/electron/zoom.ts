import type { WebContents } from 'electron'

export type ZoomStep = 'in' | 'out' | 'reset'

/** The page's zoom, kept by us: Chromium forgets it with a page that crashed, and tells nobody when its own menu changes it. */
export interface Zoom {
  factor(): number
  change(step: ZoomStep): void
}

/** A level is a fifth; half a level a step, as Chromium's own menu does. */
const stepLevels = 0.5
const levelFactor = 1.2
const limits = { min: 0.5, max: 3 }

/** The factor one step away. */
export function stepZoom(factor: number, step: ZoomStep): number {
  if (step === 'reset') return 1
  const next = factor * levelFactor ** (step === 'in' ? stepLevels : -stepLevels)
  // Going in and out again must end at exactly what it was.
  return Math.min(limits.max, Math.max(limits.min, Math.round(next * 1e6) / 1e6))
}

/** Keeps the zoom of one page over loads; `changed` is called after each step. */
export function keepZoom(contents: WebContents, start: number, changed: () => void): Zoom {
  let factor = start
  const apply = () => contents.setZoomFactor(factor)
  const change = (step: ZoomStep) => {
    factor = stepZoom(factor, step)
    apply()
    changed()
  }
  contents.on('did-finish-load', apply)
  contents.on('zoom-changed', (_event, direction) => change(direction))
  return { factor: () => factor, change }
}
