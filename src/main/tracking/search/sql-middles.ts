import {
  findFrom,
  type GroupKind,
  groupNodes,
  isBlank,
  isDelimiter,
  isKeyword,
  matches,
  measureDepth,
  nextOf,
  type SqlNode
} from './sql-nodes.ts'

/** How tokens around a middle one become a group, as in `a < b`. */
export interface MiddleRule {
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
const oneOf = (node: SqlNode | undefined, kinds: readonly GroupKind[], types: readonly string[]): boolean =>
  node !== undefined && (node.kind === null ? types.includes(node.type) : kinds.includes(node.kind))
const any = (node: SqlNode | undefined): boolean => node !== undefined

/** `a.b`, also `a->b`. */
export const periods: MiddleRule = {
  kind: 'Identifier',
  isMiddle: (node) => matches(node, 'Punctuation', '.') || matches(node, 'Operator', '->', '->>'),
  takesPrevious: (node) => oneOf(node, ['SquareBrackets', 'Identifier'], ['Name', 'String.Symbol']),
  takesNext: () => true,
  bounds: (nodes, previous, middle, next) => {
    const takes = oneOf(nodes[next], ['SquareBrackets', 'Function'], ['Name', 'String.Symbol', 'Wildcard', 'String.Single'])
    return [previous, takes ? next : middle]
  }
}
/** `a[1]`. */
export const arrays: MiddleRule = {
  kind: 'Identifier',
  isMiddle: (node) => node.kind === 'SquareBrackets',
  takesPrevious: (node) => oneOf(node, ['SquareBrackets', 'Identifier', 'Function'], ['Name', 'String.Symbol']),
  takesNext: () => true,
  bounds: (_, previous, middle) => [previous, middle],
  recurse: false
}
/** `a::b`. */
export const typecasts: MiddleRule = {
  kind: 'Identifier',
  isMiddle: (node) => matches(node, 'Punctuation', '::'),
  takesPrevious: any,
  takesNext: any
}
/** `a AT TIME ZONE 'b'`. */
export const timeZones: MiddleRule = {
  kind: 'Identifier',
  isMiddle: (node) => node.type === 'Keyword.TZCast',
  takesPrevious: any,
  takesNext: (node) => node !== undefined && (isBlank(node) || matches(node, 'Keyword', 'AS') || matches(node, 'String.Single'))
}
/** `DATE 'a'`. */
export const typedLiterals: MiddleRule = {
  kind: 'TypedLiteral',
  isMiddle: (node) => matches(node, 'Name.Builtin') || matches(node, 'Keyword', 'TIMESTAMP'),
  takesPrevious: any,
  takesNext: (node) => matches(node, 'String.Single'),
  bounds: (_, __, middle, next) => [middle, next],
  extend: false
}
/** `INTERVAL 'a' DAY`. */
export const longerLiterals: MiddleRule = {
  kind: 'TypedLiteral',
  isMiddle: (node) => node.kind === 'TypedLiteral',
  takesPrevious: any,
  takesNext: (node) => matches(node, 'Keyword', 'DAY', 'HOUR', 'MINUTE', 'MONTH', 'SECOND', 'YEAR'),
  bounds: (_, __, middle, next) => [middle, next]
}
const isOperand = (node: SqlNode | undefined): boolean =>
  oneOf(node, ['SquareBrackets', 'Parenthesis', 'Function', 'Identifier', 'Operation', 'TypedLiteral'], values) ||
  matches(node, 'Keyword', 'CURRENT_DATE', 'CURRENT_TIME', 'CURRENT_TIMESTAMP')
/** `a + b`. */
export const operations: MiddleRule = {
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
/** `a = b`. */
export const comparisons: MiddleRule = {
  kind: 'Comparison',
  isMiddle: (node) => node.type === 'Operator.Comparison',
  takesPrevious: isCompared,
  takesNext: isCompared,
  extend: false
}
/** `a AS b`. */
export const renames: MiddleRule = {
  kind: 'Identifier',
  isMiddle: (node) => isKeyword(node) && node.normal === 'AS',
  takesPrevious: (node) => node.normal === 'NULL' || !isKeyword(node),
  takesNext: (node) => node !== undefined && !['Keyword.DML', 'Keyword.DDL', 'Keyword.CTE'].includes(node.type)
}
/** `a := b;`. */
export const assignments: MiddleRule = {
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
/** `a, b`. */
export const lists: MiddleRule = {
  kind: 'IdentifierList',
  isMiddle: (node) => matches(node, 'Punctuation', ','),
  takesPrevious: isListed,
  takesNext: isListed
}

/** Groups what stands around the middles of a rule, inside out. Throws SqlLimitError where groups stand too deep in each other. */
export function groupAround(parent: SqlNode, rule: MiddleRule): void {
  let removed = 0
  let before = -1
  let previous: SqlNode | undefined
  for (const [index, node] of [...parent.nodes].entries()) {
    const at = index - removed
    if (at < 0 || isBlank(node)) continue
    const mayMatter = node.kind !== null && node.kind !== rule.kind && !node.isPlain
    if (mayMatter && rule.recurse !== false) {
      groupAround(node, rule)
      measureDepth(parent, node)
    }
    if (rule.isMiddle(node)) {
      const next = nextOf(parent.nodes, at)
      const isInside = !isDelimiter(parent, previous) && !isDelimiter(parent, parent.nodes[next])
      if (isInside && previous && rule.takesPrevious(previous) && rule.takesNext(parent.nodes[next])) {
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
