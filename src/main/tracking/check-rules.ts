/** Strings, quoted names, comments, white space, words, and whatever stands alone. */
const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\/|\s+|\w+|[\s\S]/g
const isBlank = (text: string) => /^(?:\s|--|\/\*)/.test(text)
const isNoRepeat = (text: string, index: number, all: readonly string[]) => text !== ' ' || all[index - 1] !== ' '

/** The CHECKs in the text of a table, each as `(…)` with single blanks, sorted. Takes what SQLite accepted. */
export function readChecks(sql: string): readonly string[] {
  const tokens = [...sql.matchAll(token)].map(([text]) => (isBlank(text) ? ' ' : text)).filter(isNoRepeat)
  return tokens.flatMap((text, index) => (/^CHECK$/i.test(text) ? [readBracket(tokens.slice(index + 1))] : [])).sort()
}

/** From the first bracket to the one that closes it. */
function readBracket(tokens: readonly string[]): string {
  const start = tokens.indexOf('(')
  let depth = 0
  const length = tokens.slice(start).findIndex((text) => {
    if (text === '(') depth += 1
    if (text === ')') depth -= 1
    return depth === 0
  })
  return tokens.slice(start, start + length + 1).join('')
}
