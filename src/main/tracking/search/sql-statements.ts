import { sqlLimits } from './limits.ts'
import { groupStatement } from './sql-grouping.ts'
import { isBlank, isWithin, makeGroup, SqlLimitError, type SqlNode, toNode } from './sql-nodes.ts'
import { readSqlTokens, type SqlToken } from './sql-tokens.ts'

/** Parses SQL as sqlparse does: statements of grouped nodes, or the limit that it does not keep. Never throws. */
export function parseSql(text: string): readonly SqlNode[] | SqlLimitError {
  const tokens = readSqlTokens(text, sqlLimits.tokensWithLists)
  if (tokens.length === sqlLimits.tokensWithLists) return new SqlLimitError('tokens')
  const statements = splitStatements(tokens).map((part) => makeGroup('Statement', part.map(toNode)))
  const whole = statements.filter((statement) => !statement.nodes.every(isBlank))
  try {
    whole.forEach(groupStatement)
  } catch (error) {
    if (error instanceof SqlLimitError) return error
    throw error
  }
  return whole
}

/** A semicolon outside brackets and blocks ends a statement, and so does GO; blanks after it belong to it. */
function splitStatements(tokens: readonly SqlToken[]): readonly (readonly SqlToken[])[] {
  const parts: SqlToken[][] = [[]]
  let [level, blocks, isBegun, isOver] = [0, 0, false, false]
  for (const token of tokens) {
    if (isOver && token.type !== 'Whitespace' && token.type !== 'Comment.Single') {
      parts.push([])
      ;[level, blocks, isBegun, isOver] = [0, 0, false, false]
    }
    parts.at(-1)?.push(token)
    const word = isWithin(token.type, 'Keyword') ? token.text.toUpperCase() : token.type === 'Punctuation' ? token.text : ''
    // “BEGIN;” opens a transaction, not a block.
    const closesBlock = word === 'END' || (word === ';' && isBegun)
    if (word === '(' || word === 'BEGIN') level += 1
    if (word === ')' || closesBlock) level -= 1
    if (word === 'BEGIN') blocks += 1
    if (closesBlock && blocks > 0) blocks -= 1
    if (word === 'BEGIN') isBegun = true
    else if (!isWithin(token.type, 'Whitespace') && !isWithin(token.type, 'Comment')) isBegun = false
    if (word === ';' && level <= 0 && blocks === 0) isOver = true
    if (token.type === 'Keyword' && /^GO(?:\s|$)/.test(token.text)) isOver = true
  }
  return parts
}
