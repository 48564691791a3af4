/** Flags that may stand at the start of a pattern of Python, and what they are called here. The others change nothing for our use. */
const flagNames: Readonly<Record<string, string>> = { i: 'i', m: 'm', s: 's', a: '', u: '' }

/**
 * Compiles a regular expression written for Python's `re.search`: flags at its start, named groups and its anchors are put into our words.
 * Throws SyntaxError for what has no words here.
 */
export function compilePythonPattern(pattern: string): RegExp {
  const [start = '', letters = ''] = /^\(\?([a-z]+)\)/.exec(pattern) ?? []
  const flags = Array.from(letters, (letter) => {
    const flag = flagNames[letter]
    if (flag === undefined) throw new SyntaxError(`The flag ${letter} is not known.`)
    return flag
  }).join('')
  const source = pattern.slice(start.length).replace(/\\[\s\S]|\(\?P<|\(\?P=(\w+)\)/g, (found, name?: string) => {
    if (found === '(?P<') return '(?<'
    if (name !== undefined) return `\\k<${name}>`
    if (found === '\\A') return '(?<![\\s\\S])'
    return found === '\\Z' ? '(?![\\s\\S])' : found
  })
  try {
    return new RegExp(source, `${flags}u`)
  } catch {
    // Python lets any sign be escaped; here that needs the older grammar.
    return new RegExp(source, flags)
  }
}
