/** Shows a text as Python's repr does: quoted, escapes for what cannot be seen. */
export function showText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const shown = Array.from(text, (character) => {
    if (character === '\\' || character === quote) return `\\${character}`
    const known = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character]
    if (known !== undefined) return known
    if (character === ' ' || !/[\p{C}\p{Z}]/u.test(character)) return character
    const code = character.codePointAt(0) ?? 0
    const width = code < 0x100 ? 2 : code < 0x10000 ? 4 : 8
    return `\\${{ 2: 'x', 4: 'u', 8: 'U' }[width]}${code.toString(16).padStart(width, '0')}`
  })
  return `${quote}${shown.join('')}${quote}`
}

/** Shows a double as Python's repr does: `1.0`, `1e+16`, `1e-05`, `inf`. */
export function showDouble(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0.0'
  const size = Math.abs(value)
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
  const shown = String(value)
  return shown.includes('.') ? shown : `${shown}.0`
}

/** What a tuple holds: texts, numbers, tuples. */
export type TupleItem = string | number | bigint | readonly TupleItem[]

/** Shows a tuple as Python does. */
export function showTuple(items: readonly TupleItem[]): string {
  const shown = items.map((item) => {
    if (typeof item === 'object') return showTuple(item)
    return typeof item === 'string' ? showText(item) : typeof item === 'number' ? showDouble(item) : String(item)
  })
  return `(${shown.join(', ')}${items.length === 1 ? ',' : ''})`
}

/** Shows texts as Python shows a set; their order means nothing there. */
export function showSet(items: readonly string[]): string {
  return `{${items.map(showText).join(', ')}}`
}

/** Shows texts as Python shows a list. */
export function showList(items: readonly string[]): string {
  return `[${items.map(showText).join(', ')}]`
}

/** Reads a whole number as Python's int() does: blanks around, a sign, underscores between digits. Undefined for anything else. */
export function readWhole(text: string): bigint | undefined {
  const found = /^\s*([+-]?)(\d+(?:_\d+)*)\s*$/.exec(text)
  if (!found?.[2] || found[2].length > 4300) return undefined
  const size = BigInt(found[2].replaceAll('_', ''))
  return found[1] === '-' ? -size : size
}

/** Shows what JSON gave as Python's repr does: `{'a': [None, True]}`. */
export function showValue(value: unknown): string {
  if (typeof value === 'string') return showText(value)
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : showDouble(value)
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (value === null || value === undefined) return 'None'
  if (Array.isArray(value)) return `[${value.map(showValue).join(', ')}]`
  return `{${Object.entries(value)
    .map(([key, inner]) => `${showText(key)}: ${showValue(inner)}`)
    .join(', ')}}`
}
