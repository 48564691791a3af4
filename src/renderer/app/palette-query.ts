import type { Command } from '../panels/commands.ts'

/** `churn 21`, `churn v21`, `churn@champion`, `churn latest`: a model and which version of it; null for anything else. */
export function parseVersionQuery(query: string): { readonly model: string; readonly reference: string } | null {
  const alias = /^(.+?)\s*@([^\s@]+)$/.exec(query.trim())
  if (alias?.[1] && alias[2]) return { model: alias[1], reference: `@${alias[2]}` }
  const numbered = /^(.+?)\s+v?([1-9]\d*)$/i.exec(query.trim())
  if (numbered?.[1] && numbered[2]) return { model: numbered[1], reference: numbered[2] }
  const word = /^(.+?)\s+(latest|production|staging)$/i.exec(query.trim())
  if (word?.[1] && word[2]) return { model: word[1], reference: nameReference(word[2]) }
  return null
}

/** A pasted run id or the start of one: 8 to 32 hex digits. */
export function isRunId(query: string): boolean {
  return /^[0-9a-f]{8,32}$/i.test(query.trim())
}

/** Commands whose words all begin somewhere in label or group; all of them for an empty query. */
export function filterCommands(query: string, commands: readonly Command[]): readonly Command[] {
  return commands.filter((command) => matchesWords(query, `${command.group} ${command.label}`))
}

/** Every word of the query begins a word of the text. */
export function matchesWords(query: string, text: string): boolean {
  const words = text.toLowerCase().split(/[^\p{L}\p{N}]+/u)
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean)
  return wanted.every((part) => words.some((word) => word.startsWith(part)))
}

function nameReference(word: string): string {
  const lower = word.toLowerCase()
  return lower === 'latest' ? lower : `${lower.charAt(0).toUpperCase()}${lower.slice(1)}`
}
