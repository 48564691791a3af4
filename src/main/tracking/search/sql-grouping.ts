import { sqlLimits } from './limits.ts'
import {
  delimited,
  findFrom,
  type GroupKind,
  groupNodes,
  isBlank,
  isKeyword,
  isWithin,
  makeGroup,
  matches,
  measureDepth,
  nextOf,
  previousOf,
  SqlLimitError,
  type SqlNode
} from './sql-nodes.ts'

/** How tokens around a middle one become a group, as in `a < b`. */
interface MiddleRule {
  readonly kind: GroupKind
  readonly isMiddle: (node: SqlNode) => boolean
  readonly takesPrevious: (node: SqlNode) => boolean
  readonly takesNext: (node: SqlNode | undefined) => boolean
  /** First and last index of the group; from the node before to the node after unless told otherwise. */
  readonly bounds?: (nodes: SqlNode[], previous: number, middle: number, next: number) => readonly [number, number]
  readonly extend?: boolean
  readonly recurse?: boolean
}

const values = ['Number', 'Number.Integer', 'Number.Float', 'String', 'String.Single', 'String.Symbol', 'Name', 'Name.Placeholder']
const whereEnds = ['ORDER BY', 'GROUP BY', 'LIMIT', 'UNION', 'UNION ALL', 'EXCEPT', 'INTERSECT', 'HAVING', 'RETURNING', 'INTO']
const oneOf = (node: SqlNode | undefined, kinds: readonly GroupKind[], types: readonly string[]): boolean =>
  node !== undefined && (node.kind === null ? types.includes(node.type) : kinds.includes(node.kind))

/** Groups a statement's nodes in place, in sqlparse's order: what MLflow's filters are read from. Throws SqlLimitError for one that is nested too deeply or too long. */
export function groupStatement(statement: SqlNode): void {
  groupComments(statement)
  for (const [kind, open, close] of pairs) groupPairs(statement, kind, open, close)
  if (statement.nodes.length > sqlLimits.tokens) throw new SqlLimitError()
  groupOver(statement)
  groupFunctions(statement)
  groupWhere(statement)
  groupAround(statement, periods)
  groupAround(statement, arrays)
  groupIdentifiers(statement)
  groupOrder(statement)
  for (const rule of [typecasts, timeZones, typedLiterals, longerLiterals, operations, comparisons, renames]) groupAround(statement, rule)
  groupAliased(statement)
  groupAround(statement, assignments)
  alignComments(statement)
  groupAround(statement, lists)
  groupValues(statement)
}

type Test = (node: SqlNode) => boolean
const sign =
  (text: string): Test =>
  (node) =>
    matches(node, 'Punctuation', text)
const keyword =
  (...words: readonly string[]): Test =>
  (node) =>
    matches(node, 'Keyword', ...words)
const pairs: readonly (readonly [GroupKind, Test, Test])[] = [
  ['SquareBrackets', sign('['), sign(']')],
  ['Parenthesis', sign('('), sign(')')],
  ['Case', keyword('CASE'), keyword('END')],
  ['If', keyword('IF'), keyword('END IF')],
  ['For', keyword('FOR', 'FOREACH'), keyword('END LOOP')],
  ['Begin', keyword('BEGIN'), keyword('END')]
]

function groupPairs(parent: SqlNode, kind: GroupKind, isOpen: Test, isClose: Test): void {
  const open: SqlNode[][] = [[]]
  for (const node of parent.nodes) {
    if (isOpen(node)) open.push([])
    const nodes = open.at(-1) as SqlNode[]
    nodes.push(node)
    if (open.length === 1 || !isClose(node)) continue
    open.pop()
    open.at(-1)?.push(makeGroup(kind, nodes))
  }
  // What was never closed stays as it is.
  parent.nodes.splice(0)
  for (const nodes of open) for (const node of nodes) parent.nodes.push(node)
}

/** Does the same inside the groups that may matter, then here. */
function inside(act: (parent: SqlNode) => void, ...except: readonly GroupKind[]): (parent: SqlNode) => void {
  const run = (parent: SqlNode): void => {
    for (const node of parent.nodes) {
      if (node.kind === null || delimited.includes(node.kind) || except.includes(node.kind)) continue
      run(node)
      measureDepth(parent, node)
    }
    act(parent)
  }
  return run
}

const groupComments = inside((parent) => {
  const { nodes } = parent
  const isComment: Test = (node) => isWithin(node.type, 'Comment')
  for (let at = findFrom(nodes, 0, isComment); at >= 0; at = findFrom(nodes, at + 1, isComment)) {
    const after = findFrom(nodes, at, (node) => !isComment(node) && node.type !== 'Whitespace.Newline')
    if (after < 0) return
    groupNodes(parent, 'Comment', at, after - 1)
  }
}, 'Comment')

const groupOver = inside((parent) => {
  const isOver = keyword('OVER')
  for (let at = findFrom(parent.nodes, 0, isOver); at >= 0; at = findFrom(parent.nodes, at + 1, isOver)) {
    const next = nextOf(parent.nodes, at)
    const node = parent.nodes[next]
    if (node && (node.kind === 'Parenthesis' || isWithin(node.type, 'Name'))) groupNodes(parent, 'Over', at, next)
  }
}, 'Over')

const groupFunctions = inside((parent) => {
  const words = parent.nodes.map((node) => node.text.toUpperCase())
  if (words.includes('CREATE') && words.includes('TABLE') && !words.includes('AS')) return
  const isName: Test = (node) => isWithin(node.type, 'Name')
  for (let at = findFrom(parent.nodes, 0, isName); at >= 0; at = findFrom(parent.nodes, at + 1, isName)) {
    const next = nextOf(parent.nodes, at)
    if (parent.nodes[next]?.kind !== 'Parenthesis') continue
    const over = nextOf(parent.nodes, next)
    groupNodes(parent, 'Function', at, parent.nodes[over]?.kind === 'Over' ? over : next)
  }
}, 'Function')

const groupWhere = inside((parent) => {
  const isWhere = keyword('WHERE')
  for (let at = findFrom(parent.nodes, 0, isWhere); at >= 0; at = findFrom(parent.nodes, at + 1, isWhere)) {
    const after = findFrom(parent.nodes, at + 1, keyword(...whereEnds))
    groupNodes(parent, 'Where', at, after < 0 ? parent.nodes.length - 1 : after - 1)
  }
}, 'Where')

const groupIdentifiers = inside((parent) => {
  for (const [index, node] of parent.nodes.entries())
    if (node.type === 'Name' || node.type === 'String.Symbol') groupNodes(parent, 'Identifier', index, index)
}, 'Identifier')

const groupOrder = inside((parent) => {
  const isOrder: Test = (node) => isWithin(node.type, 'Keyword.Order')
  for (let at = findFrom(parent.nodes, 0, isOrder); at >= 0; at = findFrom(parent.nodes, at + 1, isOrder)) {
    const before = previousOf(parent.nodes, at)
    const node = parent.nodes[before]
    if (!node || (node.kind !== 'Identifier' && !isWithin(node.type, 'Number'))) continue
    groupNodes(parent, 'Identifier', before, at)
    at = before
  }
}, 'Identifier')

const groupAliased = inside((parent) => {
  const kinds: readonly GroupKind[] = ['Parenthesis', 'Function', 'Case', 'Identifier', 'Operation', 'Comparison']
  const isNamed: Test = (node) => (node.kind === null ? isWithin(node.type, 'Number') : kinds.includes(node.kind))
  for (let at = findFrom(parent.nodes, 0, isNamed); at >= 0; at = findFrom(parent.nodes, at + 1, isNamed)) {
    const next = nextOf(parent.nodes, at)
    if (parent.nodes[next]?.kind === 'Identifier') groupNodes(parent, 'Identifier', at, next, true)
  }
})

const alignComments = inside((parent) => {
  const isComment: Test = (node) => node.kind === 'Comment'
  for (let at = findFrom(parent.nodes, 0, isComment); at >= 0; at = findFrom(parent.nodes, at + 1, isComment)) {
    const before = previousOf(parent.nodes, at)
    if (before < 0 || parent.nodes[before]?.kind === null) continue
    groupNodes(parent, 'Statement', before, at, 'any')
    at = before
  }
})

function groupValues(parent: SqlNode): void {
  const start = findFrom(parent.nodes, 0, keyword('VALUES'))
  if (start < 0) return
  const end = parent.nodes.findLastIndex((node, index) => index >= start && node.kind === 'Parenthesis')
  if (end >= 0) groupNodes(parent, 'Values', start, end, true)
}

const any = (node: SqlNode | undefined): boolean => node !== undefined
const periods: MiddleRule = {
  kind: 'Identifier',
  isMiddle: (node) => matches(node, 'Punctuation', '.') || matches(node, 'Operator', '->', '->>'),
  takesPrevious: (node) => oneOf(node, ['SquareBrackets', 'Identifier'], ['Name', 'String.Symbol']),
  takesNext: () => true,
  bounds: (nodes, previous, middle, next) => {
    const takes = oneOf(nodes[next], ['SquareBrackets', 'Function'], ['Name', 'String.Symbol', 'Wildcard', 'String.Single'])
    return [previous, takes ? next : middle]
  }
}
const arrays: MiddleRule = {
  kind: 'Identifier',
  isMiddle: (node) => node.kind === 'SquareBrackets',
  takesPrevious: (node) => oneOf(node, ['SquareBrackets', 'Identifier', 'Function'], ['Name', 'String.Symbol']),
  takesNext: () => true,
  bounds: (_, previous, middle) => [previous, middle],
  recurse: false
}
const typecasts: MiddleRule = { kind: 'Identifier', isMiddle: sign('::'), takesPrevious: any, takesNext: any }
const timeZones: MiddleRule = {
  kind: 'Identifier',
  isMiddle: (node) => node.type === 'Keyword.TZCast',
  takesPrevious: any,
  takesNext: (node) => node !== undefined && (isBlank(node) || matches(node, 'Keyword', 'AS') || matches(node, 'String.Single'))
}
const typedLiterals: MiddleRule = {
  kind: 'TypedLiteral',
  isMiddle: (node) => matches(node, 'Name.Builtin') || matches(node, 'Keyword', 'TIMESTAMP'),
  takesPrevious: any,
  takesNext: (node) => matches(node, 'String.Single'),
  bounds: (_, __, middle, next) => [middle, next],
  extend: false
}
const longerLiterals: MiddleRule = {
  kind: 'TypedLiteral',
  isMiddle: (node) => node.kind === 'TypedLiteral',
  takesPrevious: any,
  takesNext: (node) => matches(node, 'Keyword', 'DAY', 'HOUR', 'MINUTE', 'MONTH', 'SECOND', 'YEAR'),
  bounds: (_, __, middle, next) => [middle, next]
}
const isOperand = (node: SqlNode | undefined): boolean =>
  oneOf(node, ['SquareBrackets', 'Parenthesis', 'Function', 'Identifier', 'Operation', 'TypedLiteral'], values) ||
  matches(node, 'Keyword', 'CURRENT_DATE', 'CURRENT_TIME', 'CURRENT_TIMESTAMP')
const operations: MiddleRule = {
  kind: 'Operation',
  isMiddle: (node) => node.type === 'Operator' || node.type === 'Wildcard',
  takesPrevious: isOperand,
  takesNext: isOperand,
  bounds: (nodes, previous, middle, next) => {
    ;(nodes[middle] as SqlNode).type = 'Operator'
    return [previous, next]
  },
  extend: false
}
const isCompared = (node: SqlNode | undefined): boolean =>
  node !== undefined &&
  (oneOf(node, ['Parenthesis', 'Function', 'Identifier', 'Operation', 'TypedLiteral'], values) ||
    (isKeyword(node) && node.normal === 'NULL'))
const comparisons: MiddleRule = {
  kind: 'Comparison',
  isMiddle: (node) => node.type === 'Operator.Comparison',
  takesPrevious: isCompared,
  takesNext: isCompared,
  extend: false
}
const renames: MiddleRule = {
  kind: 'Identifier',
  isMiddle: (node) => isKeyword(node) && node.normal === 'AS',
  takesPrevious: (node) => node.normal === 'NULL' || !isKeyword(node),
  takesNext: (node) => node !== undefined && !['Keyword.DML', 'Keyword.DDL', 'Keyword.CTE'].includes(node.type)
}
const assignments: MiddleRule = {
  kind: 'Assignment',
  isMiddle: (node) => matches(node, 'Assignment', ':='),
  takesPrevious: (node) => node.type !== 'Keyword',
  takesNext: (node) => node !== undefined && node.type !== 'Keyword',
  bounds: (nodes, previous, _, next) => {
    const semicolon = findFrom(nodes, next + 1, (node) => node.type === 'Punctuation' && node.text === ';')
    return [previous, semicolon > 0 ? semicolon : next]
  }
}
const isListed = (node: SqlNode | undefined): boolean =>
  oneOf(
    node,
    ['Function', 'Case', 'Identifier', 'Comparison', 'IdentifierList', 'Operation'],
    [...values, 'Keyword', 'Comment', 'Wildcard']
  )
const lists: MiddleRule = { kind: 'IdentifierList', isMiddle: sign(','), takesPrevious: isListed, takesNext: isListed }

function groupAround(parent: SqlNode, rule: MiddleRule): void {
  let removed = 0
  let before = -1
  let previous: SqlNode | undefined
  for (const [index, node] of [...parent.nodes].entries()) {
    const at = index - removed
    if (at < 0 || isBlank(node)) continue
    const mayMatter = node.kind !== null && node.kind !== rule.kind && !delimited.includes(node.kind)
    if (mayMatter && rule.recurse !== false) {
      groupAround(node, rule)
      measureDepth(parent, node)
    }
    if (rule.isMiddle(node)) {
      const next = nextOf(parent.nodes, at)
      if (previous && rule.takesPrevious(previous) && rule.takesNext(parent.nodes[next])) {
        const [from, to] = rule.bounds?.(parent.nodes, before, at, next) ?? [before, next]
        previous = groupNodes(parent, rule.kind, from, to, rule.extend !== false)
        removed += to - from
        before = from
        continue
      }
    }
    before = at
    previous = node
  }
}
