import { sqlLimits } from './limits.ts'
import {
  arrays,
  assignments,
  comparisons,
  groupAround,
  lists,
  longerLiterals,
  operations,
  periods,
  renames,
  timeZones,
  typecasts,
  typedLiterals
} from './sql-middles.ts'
import {
  findFrom,
  type GroupKind,
  groupNodes,
  isBlank,
  isWithin,
  makeGroup,
  matches,
  measureDepth,
  nextOf,
  previousOf,
  SqlLimitError,
  type SqlNode
} from './sql-nodes.ts'

const whereEnds = ['ORDER BY', 'GROUP BY', 'LIMIT', 'UNION', 'UNION ALL', 'EXCEPT', 'INTERSECT', 'HAVING', 'RETURNING', 'INTO']

/** Groups a statement's nodes in place, in sqlparse's order: what MLflow's filters are read from. Throws SqlLimitError for one that is nested too deeply or too long. */
export function groupStatement(statement: SqlNode): void {
  groupComments(statement)
  for (const [kind, open, close] of pairs) groupPairs(statement, kind, open, close)
  if (countTokens(statement) > sqlLimits.tokens) throw new SqlLimitError('tokens')
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
  for (const node of parent.nodes) if (node.kind !== null && !node.isPlain) groupPairs(node, kind, isOpen, isClose)
  const open: SqlNode[][] = [[]]
  for (const node of parent.nodes) {
    if (isOpen(node)) open.push([])
    const nodes = open.at(-1) as SqlNode[]
    nodes.push(node)
    if (open.length === 1 || !isClose(node)) continue
    open.pop()
    open.at(-1)?.push(makePair(kind, nodes, parent))
  }
  // What was never closed stays as it is.
  parent.nodes.splice(0)
  for (const node of open.flat()) {
    parent.nodes.push(node)
    measureDepth(parent, node)
  }
}

function makePair(kind: GroupKind, nodes: SqlNode[], parent: SqlNode): SqlNode {
  const pair = makeGroup(kind, nodes)
  // How deep groups are in brackets that stand in others tells whether sqlparse takes them.
  pair.isPlain = parent.kind === 'Statement' && nodes.slice(1, -1).every(isListed)
  for (const node of nodes) node.isPlain = false
  return pair
}

function isListed(node: SqlNode): boolean {
  return isBlank(node) || matches(node, 'Punctuation', ',') || isWithin(node.type, 'String') || isWithin(node.type, 'Number')
}

function countTokens(statement: SqlNode): number {
  const left = [statement]
  let count = 0
  for (let node = left.pop(); node !== undefined; node = left.pop())
    if (node.kind === null || node.kind === 'Comment' || node.isPlain) count += 1
    else for (const inner of node.nodes) left.push(inner)
  return count
}

/** Does the same inside the groups that may matter, then here. */
function inside(act: (parent: SqlNode) => void, ...except: readonly GroupKind[]): (parent: SqlNode) => void {
  const run = (parent: SqlNode): void => {
    for (const node of parent.nodes) {
      if (node.kind === null || node.isPlain || except.includes(node.kind)) continue
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
  const words = parent.nodes.filter((node) => node.kind === null).map((node) => node.text.toUpperCase())
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
    const last = parent.kind === 'Parenthesis' || parent.kind === 'SquareBrackets' ? parent.nodes.length - 2 : parent.nodes.length - 1
    groupNodes(parent, 'Where', at, after < 0 ? last : after - 1)
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
