import { sqlLimits } from './limits.ts'
import type { SqlToken } from './sql-tokens.ts'

/** Groups that sqlparse makes of tokens. */
export type GroupKind =
  | 'Statement'
  | 'Comment'
  | 'SquareBrackets'
  | 'Parenthesis'
  | 'Case'
  | 'If'
  | 'For'
  | 'Begin'
  | 'Over'
  | 'Function'
  | 'Where'
  | 'Identifier'
  | 'TypedLiteral'
  | 'Operation'
  | 'Comparison'
  | 'Assignment'
  | 'IdentifierList'
  | 'Values'

/** A token, or a group of nodes. Groups grow while a statement is grouped; a group has no type, a token no kind. */
export interface SqlNode {
  readonly kind: GroupKind | null
  type: string
  text: string
  /** The text, in capitals for keywords. */
  readonly normal: string
  readonly at: number
  readonly nodes: SqlNode[]
  /** How many groups stand in each other, this one included; a token has none. */
  depth: number
}

/** SQL that holds more than `sqlLimits` allows. */
export class SqlLimitError extends Error {}

/** Groups with delimiters; nothing inside them tells a filter's meaning. */
export const delimited: readonly (GroupKind | null)[] = ['SquareBrackets', 'Parenthesis', 'Case', 'If', 'For', 'Begin']

/** Makes a node of a token. */
export function toNode({ type, text, at }: SqlToken): SqlNode {
  return { kind: null, type, text, normal: isWithin(type, 'Keyword') ? text.toUpperCase() : text, at, nodes: [], depth: 0 }
}

/** Makes a group of nodes. Throws SqlLimitError where groups stand too deep in each other. */
export function makeGroup(kind: GroupKind, nodes: SqlNode[]): SqlNode {
  const text = nodes.map((node) => node.text).join('')
  const made: SqlNode = { kind, type: '', text, normal: text, at: nodes[0]?.at ?? 0, nodes, depth: 1 }
  for (const node of nodes) measureDepth(made, node)
  return made
}

/** Notes how deep a group is with what one of its nodes has become. Throws SqlLimitError where that is too deep; the statement around all does not count. */
export function measureDepth(parent: SqlNode, { depth }: SqlNode): void {
  if (depth >= parent.depth) parent.depth = depth + 1
  if (parent.depth > sqlLimits.depth && parent.kind !== 'Statement') throw new SqlLimitError()
}

/** Whether a type is the named one or one below it. */
export function isWithin(type: string, root: string): boolean {
  return type === root || type.startsWith(`${root}.`)
}

/** Whether a node is a token of exactly this type and, where values are given, one of these (keywords in capitals). */
export function matches(node: SqlNode | undefined, type: string, ...values: readonly string[]): boolean {
  return node !== undefined && node.kind === null && node.type === type && (values.length === 0 || values.includes(node.normal))
}

export function isKeyword(node: SqlNode): boolean {
  return isWithin(node.type, 'Keyword')
}
export function isBlank(node: SqlNode): boolean {
  return isWithin(node.type, 'Whitespace')
}

/** Index of the first node from `from` on that passes, or -1. */
export function findFrom(nodes: readonly SqlNode[], from: number, passes: (node: SqlNode) => boolean): number {
  for (let index = from; index < nodes.length; index += 1) if (passes(nodes[index] as SqlNode)) return index
  return -1
}

/** Index of the next node that is not blank, or -1. */
export function nextOf(nodes: readonly SqlNode[], index: number): number {
  return findFrom(nodes, index + 1, (node) => !isBlank(node))
}

/** Index of the node before that is not blank, or -1. */
export function previousOf(nodes: readonly SqlNode[], index: number): number {
  for (let at = index - 1; at >= 0; at -= 1) if (!isBlank(nodes[at] as SqlNode)) return at
  return -1
}

/** Replaces the nodes from `start` to `end` by one group; `extend` puts them into the first instead where that is a group of the kind (`any` takes each kind). Throws SqlLimitError where groups stand too deep in each other. */
export function groupNodes(parent: SqlNode, kind: GroupKind, start: number, end: number, extend: boolean | 'any' = false): SqlNode {
  const first = parent.nodes[start] as SqlNode
  if (extend && first.kind !== null && (extend === 'any' || first.kind === kind)) {
    const added = parent.nodes.splice(start + 1, end - start)
    for (const node of added) {
      first.nodes.push(node)
      measureDepth(first, node)
    }
    first.text += added.map((node) => node.text).join('')
    return first
  }
  const made = makeGroup(kind, parent.nodes.slice(start, end + 1))
  parent.nodes.splice(start, end - start + 1, made)
  return made
}
