export type CodeLanguage = 'text' | 'json' | 'yaml' | 'markdown' | 'python'
export interface Token {
  readonly text: string
  readonly kind: 'plain' | 'key' | 'string' | 'number' | 'comment'
}

/** Longer texts stay plain: marking them would take longer than a frame. */
const highlightedUpTo = 200_000

const patterns: Partial<Record<CodeLanguage, RegExp>> = {
  json: /(?<key>"(?:[^"\\\n]|\\.)*")(?=\s*:)|(?<string>"(?:[^"\\\n]|\\.)*")|(?<number>-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b|\b(?:true|false|null|NaN|Infinity)\b)/g,
  yaml: /(?<comment>(?<=^|\s)#.*$)|(?<key>^[ \t-]*[\w./@-]+(?=:(?:\s|$)))|(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*')|(?<number>(?<=[:\s-])-?\d+(?:\.\d+)*(?=\s|$)|\b(?:true|false|null)\b)/gm,
  python:
    /(?<comment>#.*$)|(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<key>\b(?:import|from|as|def|return|with|for|in|if|else|class|None|True|False)\b)|(?<number>\b\d+(?:\.\d+)?\b)/gm
}

/** Splits code into marked pieces that together are the text again. Light on purpose: no grammar, never an error. */
export function tokenize(text: string, language: CodeLanguage): readonly Token[] {
  const pattern = patterns[language]
  if (!pattern || text.length > highlightedUpTo) return [{ text, kind: 'plain' }]
  const tokens: Token[] = []
  let done = 0
  for (const match of text.matchAll(pattern)) {
    const kind = (['comment', 'key', 'string', 'number'] as const).find((name) => match.groups?.[name] !== undefined)
    if (!kind || match[0] === '') continue
    if (match.index > done) tokens.push({ text: text.slice(done, match.index), kind: 'plain' })
    tokens.push({ text: match[0], kind })
    done = match.index + match[0].length
  }
  if (done < text.length) tokens.push({ text: text.slice(done), kind: 'plain' })
  return tokens
}
