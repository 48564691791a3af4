import { sqlWords } from './sql-words.ts'

/** One token of SQL as sqlparse reads it. Types are dotted: `Keyword.DML` is a `Keyword`. */
export interface SqlToken {
  readonly type: string
  readonly text: string
  /** Characters before it, from 0. */
  readonly at: number
}

// Python's classes of characters; letters are A to Z and Latin-1's, as there.
const space = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]'
const word = '[\\p{L}\\p{N}_]'
const letter = '[A-Za-zÀ-Üà-ü]'
const end = `(?!${word})`
const noName = '(?![_A-Za-zÀ-Üà-ü])'
const asWord = 'word'

/** In order of precedence; `w` are tried where a letter, digit or underscore stands, `s` elsewhere, `a` always. */
const rules: readonly (readonly ['w' | 's' | 'a', string, string])[] = [
  ['s', '(?:--|# )\\+[^\\n]*?(?:\\r\\n|\\r|\\n|$)', 'Comment.Single.Hint'],
  ['s', '(?:--|# )[^\\n]*?(?:\\r\\n|\\r|\\n|$)', 'Comment.Single'],
  ['s', '\\r\\n|\\r|\\n', 'Whitespace.Newline'],
  ['s', space, 'Whitespace'],
  ['s', ':=', 'Assignment'],
  ['s', '::', 'Punctuation'],
  ['s', '\\*', 'Wildcard'],
  ['s', '`(?:``|[^`])*`', 'Name'],
  ['s', '´(?:´´|[^´])*´', 'Name'],
  ['s', '\\?', 'Name.Placeholder'],
  ['s', `%(?:\\(${word}+\\))?s`, 'Name.Placeholder'],
  ['s', `(?<!${word})[$:?]${word}+`, 'Name.Placeholder'],
  ['s', `\\\\${word}+`, 'Generic.Command'],
  ['w', `(?:CASE|IN|VALUES|USING|FROM|AS)${end}`, 'Keyword'],
  ['s', `(?:@|##|#)${letter}${word}+`, 'Name'],
  ['w', `${letter}${word}*(?=${space}*\\.(?!\\p{Nd}))`, 'Name'],
  ['w', `(?<=\\.)${letter}${word}*`, 'Name'],
  ['w', `${letter}${word}*(?=\\()`, 'Name'],
  ['a', '-?0x[\\p{Nd}A-F]+', 'Number.Hexadecimal'],
  ['a', '-?\\p{Nd}+(?:\\.\\p{Nd}+)?E-?\\p{Nd}+', 'Number.Float'],
  ['a', `-?(?:\\p{Nd}+\\.\\p{Nd}*|\\.\\p{Nd}+)${noName}`, 'Number.Float'],
  ['a', `-?\\p{Nd}+${noName}`, 'Number.Integer'],
  ['s', "'(?:''|\\\\'|[^'])*'", 'String.Single'],
  ['s', '"(?:""|\\\\"|[^"])*"', 'String.Symbol'],
  ['s', `(?<!${word}|[\\])])\\[[^\\]\\[]+\\]`, 'Name'],
  [
    'w',
    `(?:(?:LEFT${space}+|RIGHT${space}+|FULL${space}+)?(?:INNER${space}+|OUTER${space}+|STRAIGHT${space}+)?|(?:CROSS${space}+|NATURAL${space}+)?)?JOIN${end}`,
    'Keyword'
  ],
  ['w', `END(?:${space}+(?:IF|LOOP|WHILE|FOR|CASE))?${end}`, 'Keyword'],
  ['w', `IF${space}+(?:NOT${space}+)?EXISTS${end}`, 'Keyword'],
  ['w', `NOT${space}+NULL${end}`, 'Keyword'],
  ['w', `(?:ASC|DESC)(?:${space}+NULLS${space}+(?:FIRST|LAST))?${end}`, 'Keyword.Order'],
  ['w', `NULLS${space}+(?:FIRST|LAST)${end}`, 'Keyword.Order'],
  ['w', `UNION${space}+ALL${end}`, 'Keyword'],
  ['w', `CREATE(?:${space}+OR${space}+REPLACE)?${end}`, 'Keyword.DDL'],
  ['w', `DOUBLE${space}+PRECISION${end}`, 'Name.Builtin'],
  ['w', `(?:GROUP|ORDER)${space}+BY${end}`, 'Keyword'],
  ['w', `PRIMARY${space}+KEY${end}`, 'Keyword'],
  ['w', `HANDLER${space}+FOR${end}`, 'Keyword'],
  ['w', `GO${space}\\p{Nd}+${end}`, 'Keyword'],
  ['w', `LATERAL${space}+VIEW${space}+(?:EXPLODE|INLINE|PARSE_URL_TUPLE|POSEXPLODE|STACK)${end}`, 'Keyword'],
  ['w', `(?:AT|WITH')${space}+TIME${space}+ZONE${space}+'[^']+'`, 'Keyword.TZCast'],
  ['w', `(?:NOT${space}+)?(?:LIKE|ILIKE|RLIKE)${end}`, 'Operator.Comparison'],
  ['w', `(?:NOT${space}+)?REGEXP(?:${space}+BINARY)?${end}`, 'Operator.Comparison'],
  ['w', `${word}[$#\\p{L}\\p{N}_]*`, asWord],
  ['s', '[;:()\\[\\],.]', 'Punctuation'],
  ['s', '->>?|#>>?|@>|<@|\\?\\|?|\\?&|-|#-', 'Operator'],
  ['s', '[<>=~!]+', 'Operator.Comparison'],
  ['s', '[+/@#%^&|^-]+', 'Operator']
]

interface Rule {
  readonly pattern: RegExp
  readonly type: string
}
const compile = (kinds: string): readonly Rule[] =>
  rules.filter(([at]) => kinds.includes(at)).map(([, source, type]) => ({ pattern: new RegExp(source, 'iuy'), type }))
const rulesOfWords = compile('wa')
const rulesOfSigns = compile('sa')
const startsWord = new RegExp(word, 'uy')
const dollarQuote = new RegExp(`(?<!${word}|["$])\\$(?:[_A-Za-zÀ-Üà-ü]${word}*)?\\$`, 'uy')
const dollarTags = new RegExp(`(?=(\\$(?:[_A-Za-zÀ-Üà-ü]${word}*)?\\$))`, 'gu')

/** Splits SQL into tokens as sqlparse does; what belongs to none is a token of type `Error`. Stops after `limit` tokens. */
export function readSqlTokens(text: string, limit: number): readonly SqlToken[] {
  const tokens: SqlToken[] = []
  const closings = findClosings(text)
  for (let at = 0; at < text.length && tokens.length < limit; ) {
    const token = readSpan(text, at, closings) ?? readToken(text, at)
    tokens.push(token)
    at += token.text.length
  }
  return tokens
}

/** Where what may close a span stands for the last time; looking for each opening's end anew would take quadratic time. */
interface Closings {
  readonly comment: number
  readonly tags: ReadonlyMap<string, number>
}

function findClosings(text: string): Closings {
  const tags = new Map<string, number>()
  for (const { 1: tag = '', index } of text.matchAll(dollarTags)) tags.set(tag, index)
  return { comment: text.lastIndexOf('*/'), tags }
}

/** A comment of several lines or a text between dollar marks, if it is closed. */
function readSpan(text: string, at: number, closings: Closings): SqlToken | null {
  if (text.startsWith('/*', at)) {
    const isHint = text[at + 2] === '+'
    const inner = at + (isHint ? 3 : 2)
    if (closings.comment >= inner) {
      const close = text.indexOf('*/', inner)
      return { type: isHint ? 'Comment.Multiline.Hint' : 'Comment.Multiline', text: text.slice(at, close + 2), at }
    }
  }
  if (text[at] !== '$') return null
  dollarQuote.lastIndex = at
  const tag = dollarQuote.exec(text)?.[0]
  if (tag === undefined || (closings.tags.get(tag) ?? -1) < at + tag.length) return null
  const close = text.indexOf(tag, at + tag.length)
  return { type: 'Literal', text: text.slice(at, close + tag.length), at }
}

function readToken(text: string, at: number): SqlToken {
  startsWord.lastIndex = at
  for (const { pattern, type } of startsWord.test(text) ? rulesOfWords : rulesOfSigns) {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found) return { type: type === asWord ? (sqlWords.get(found.toUpperCase()) ?? 'Name') : type, text: found, at }
  }
  return { type: 'Error', text: String.fromCodePoint(text.codePointAt(at) ?? 0), at }
}
