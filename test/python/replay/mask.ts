/** Which of the two servers an answer is from. */
export type Side = 'stock' | 'ours'

/**
 * What the two servers call by different names, and when they did what. An id of stock and the id of ours that stands in its place are
 * one thing from then on: both must appear together, so a wrong id of the right shape is found.
 */
export interface Masks {
  /** Takes two ids that stand in the same place; false when one of them already stands for another. */
  pair(stock: string, ours: string): boolean
  /** The name under which an id is known to both, or the id itself. */
  nameOf(side: Side, id: string): string
  /** Notes when a step was played. */
  addStep(title: string, side: Side, sent: number, received: number): void
  /** The step in which a server made a time; undefined for times that no server made in this run. */
  stepOf(side: Side, time: number): string | undefined
}

interface Window {
  readonly title: string
  readonly sent: number
  readonly received: number
}

/** Ids of runs, datasets and logged models, UUIDs included. */
export const idPattern = /(?<![0-9a-f])(?:m-)?(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-f])/g
/** Ids of experiments are numbers that both servers count by themselves: where they may stand in a text. */
export const numberPattern = /(?<![\w.])\d{1,6}(?![\w.])/g
/** Names that MLflow gives to runs that were given none. */
export const runNamePattern = /^[a-z]+-[a-z]+-\d{1,4}$/

/** Starts with nothing known; `start` is the time before the servers were started. */
export function createMasks(start: number): Masks {
  const names: Record<Side, Map<string, string>> = { stock: new Map(), ours: new Map() }
  const windows: Record<Side, Window[]> = { stock: [], ours: [] }
  const nameOf = (side: Side, id: string) => names[side].get(id) ?? id
  return {
    nameOf,
    pair: (stock, ours) => {
      const known = [names.stock.get(stock), names.ours.get(ours)] as const
      if (known[0] === undefined && known[1] === undefined) {
        const name = `‹${names.stock.size + 1}›`
        // What both call the same was given by the client: it stands for itself.
        names.stock.set(stock, stock === ours ? stock : name)
        names.ours.set(ours, stock === ours ? stock : name)
        return true
      }
      return known[0] === known[1]
    },
    addStep: (title, side, sent, received) => windows[side].push({ title, sent, received }),
    stepOf: (side, time) => {
      const found = windows[side].findLast((one) => one.sent <= time)
      if (!found) return time >= start && time <= (windows[side][0]?.sent ?? 0) ? 'the start' : undefined
      return time <= found.received ? found.title : undefined
    }
  }
}
