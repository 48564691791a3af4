// ES2025, present in every runtime we ship (V8 11.4 and later), not yet in TypeScript's library.
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }
const parseWithSource = JSON.parse as (
  text: string,
  revive: (key: string, value: unknown, context: { readonly source?: string }) => unknown
) => unknown

/** Parses JSON that is to be printed again: numbers keep the digits of their text, beyond 2^53 too. */
export function parseForPrinting(text: string): unknown {
  return parseWithSource(text, (_key, value, { source }) => (typeof value === 'number' && source !== undefined ? rawJSON(source) : value))
}
