/** What to do about a page that did not hold: load it again, or ask the person. */
export type Remedy = 'load' | 'ask'

/** Counts the mishaps of the page: what happens too often within a minute does not mend itself. */
export interface Patience {
  hear(mishap: 'crash' | 'failed load', atMs: number): Remedy
  /** The person wants another try: the count begins anew. */
  forget(): void
}

const windowMs = 60_000
const most = { crash: 3, 'failed load': 1 } as const

/** Makes a count of its own for one window. */
export function createPatience(): Patience {
  const heard: { readonly mishap: keyof typeof most; readonly atMs: number }[] = []
  return {
    hear: (mishap, atMs) => {
      heard.push({ mishap, atMs })
      return heard.filter((one) => one.mishap === mishap && atMs - one.atMs < windowMs).length > most[mishap] ? 'ask' : 'load'
    },
    forget: () => void heard.splice(0)
  }
}
