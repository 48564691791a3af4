import type { Random } from '../../support/random.ts'

const strange = [
  ...['OR', 'NOT', 'AND', '(', ')', ';', ',', '.', '--', '/* c */', '# c', '-- c\n', '*', '+', '==', '<>', '=~', '!', 'RLIKE', 'BETWEEN'],
  ...['NULL', "'x'", '"x"', '`x`', '5', '1.5', "('a')", '()', '(1)', "('a', 1)", '(x)', "'", '"', '`', '\\', '‘x’', '＝', '\u0000', '🙂'],
  ...[
    'unknown',
    'tags.a',
    'metrics',
    'attributes.__class__',
    "foo.bar = 'x'",
    'IS',
    'IS NULL',
    'IN',
    'LIKE',
    'x',
    'DESC',
    'key',
    '%',
    ':a',
    '?'
  ],
  ...['1e999', '9223372036854775807', '9223372036854775808', '0x10', 'NaN', 'BEGIN', 'END', 'CASE', 'GO', '::', ' as b', '$$', '[', '[a]']
] as const
const pieces = /\s+|[\w.]+|'[^']*'|"[^"]*"|`[^`]*`|\([^)]*\)|[<>=!]+|[^\s]/gu

/** Spoils an expression: drops, doubles, swaps, replaces or adds a piece. */
export function mutate(text: string, random: Random): string {
  const parts = text.match(pieces) ?? []
  const at = random.below(parts.length + 1)
  const changes: readonly (() => readonly string[])[] = [
    () => parts.toSpliced(at, 1),
    () => parts.toSpliced(at, 0, parts[at] ?? ''),
    () => parts.toSpliced(at, 1, random.pick(strange)),
    () => parts.toSpliced(at, 0, ` ${random.pick(strange)} `),
    () => [...parts, random.pick([';', ' ;', '; ', ';\n', ' --', ' AND', ' OR', ')', "; name = 'a'", ' x'])],
    () => ['(', ...parts, ')'],
    () => parts.map((part) => (random.chance(0.3) ? part.toUpperCase() : part)),
    () => parts.toSpliced(at, 2, parts[at + 1] ?? '', parts[at] ?? '')
  ]
  return random.pick(changes)().join('')
}
