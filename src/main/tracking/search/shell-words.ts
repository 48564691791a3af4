/** Splits a text as Python's shlex.split does: blanks part, quotes hold together, a backslash escapes. Undefined where a quotation is not closed. */
export function splitShellWords(text: string): readonly string[] | undefined {
  const words: string[] = []
  let word: string | null = null
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string
    if (' \t\r\n'.includes(character)) {
      if (word !== null) words.push(word)
      word = null
      continue
    }
    word ??= ''
    if (character === "'" || character === '"') {
      const quoted = readQuoted(text, at + 1, character)
      if (!quoted) return undefined
      word += quoted.value
      at = quoted.end
    } else if (character === '\\') {
      at += 1
      if (at >= text.length) return undefined
      word += text[at]
    } else word += character
  }
  return word === null ? words : [...words, word]
}

function readQuoted(text: string, from: number, quote: string): { readonly value: string; readonly end: number } | undefined {
  let value = ''
  for (let at = from; at < text.length; at += 1) {
    const character = text[at] as string
    if (character === quote) return { value, end: at }
    const next = text[at + 1] ?? ''
    const escapes = quote === '"' && character === '\\' && (next === '"' || next === '\\')
    value += escapes ? next : character
    if (escapes) at += 1
  }
  return undefined
}
