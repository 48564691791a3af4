/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** From 0 to below 1. */
  next(): number
  /** An integer from 0 up to, not including, `limit`. */
  below(limit: number): number
  pick<T>(values: readonly T[]): T
  /** Whether an event of this probability happens. */
  chance(probability: number): boolean
}

/** Makes a source of numbers (mulberry32); print the seed, so that a failure can be had again. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return { next, below, pick: (values) => values[below(values.length)] as never, chance: (probability) => next() < probability }
}

/** The seed that GREENROOM_SEED asks for, else a new one. */
export function chooseSeed(): number {
  return Number(process.env['GREENROOM_SEED'] ?? Date.now() % 1_000_000_000)
}
