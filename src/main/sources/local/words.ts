import type { SqlPiece, SqlValue } from './reader.ts'

/** Words of a plain filter, lower case as SQLite's lower() makes it (ASCII letters only). */
export function splitWords(text: string): readonly string[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => word.replace(/[A-Z]/g, (letter) => letter.toLowerCase()))
}

/** Every word must match: one condition each, joined by AND. */
export function matchWords(words: readonly string[], matchWord: (word: string) => readonly SqlPiece[]): SqlPiece {
  return joinPieces(
    words.map((word) => joinPieces(matchWord(word), 'OR')),
    'AND'
  )
}

/** The condition that SQL text `expression` contains `word`, whatever the case of ASCII letters. */
export function contains(expression: string, word: string): SqlPiece {
  return { sql: `instr(lower(${expression}), ?) > 0`, parameters: [word] }
}

/** Joins conditions; no condition at all is true. */
export function joinPieces(pieces: readonly SqlPiece[], operator: 'AND' | 'OR'): SqlPiece {
  if (pieces.length === 0) return { sql: '1', parameters: [] }
  const parameters: SqlValue[] = pieces.flatMap((piece) => [...piece.parameters])
  return { sql: `(${pieces.map((piece) => piece.sql).join(` ${operator} `)})`, parameters }
}

/** Stage names that a word may mean: the beginning of one, three letters at least (`prod`). */
export function stagesMeant(word: string): readonly string[] {
  return word.length < 3 ? [] : ['None', 'Staging', 'Production', 'Archived'].filter((stage) => stage.toLowerCase().startsWith(word))
}
