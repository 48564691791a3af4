export type TokenKind = 'name' | 'string' | 'number' | 'operator' | 'open' | 'close' | 'comma' | 'other'

/** One token of a filter: `at` counts characters from 0. A name may be a chain such as metrics."a b" or `tags`.k, kept as written. */
export interface Token {
  readonly kind: TokenKind
  readonly text: string
  readonly at: number
}

const word = '[\\p{L}\\p{N}_][\\p{L}\\p{N}_$#]*'
const quoted = '`[^`]*`|"(?:""|\\\\"|[^"])*"'
const singleQuoted = "'(?:''|\\\\'|[^'])*'"
// The order is the precedence; a number must not run into a word (1and, 0x10), as in sqlparse.
const patterns: readonly (readonly [TokenKind | 'blank', RegExp])[] = [
  ['blank', /\s+/uy],
  ['number', /-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?![\p{L}\p{N}_.])/iuy],
  ['string', new RegExp(singleQuoted, 'uy')],
  ['name', new RegExp(`(?:${word}|${quoted})(?:\\.(?:${word}|${quoted}|${singleQuoted}))*`, 'uy')],
  ['operator', /[<>=!~]+/uy],
  ['open', /\(/uy],
  ['close', /\)/uy],
  ['comma', /,/uy]
]

/** Splits a filter into tokens; characters that belong to none become tokens of their own. Never throws. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const found = matchAt(text, at)
    if (found.kind !== 'blank') tokens.push({ kind: found.kind, text: found.text, at })
    at += found.text.length
  }
  return tokens
}

function matchAt(text: string, at: number): { readonly kind: TokenKind | 'blank'; readonly text: string } {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match) return { kind, text: match[0] }
  }
  return { kind: 'other', text: text[at] ?? '' }
}
