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
  /** Whether these are brackets around nothing but texts and numbers, which is not looked into: there is nothing to group. */
  isPlain: boolean
}

/** SQL that holds more than `sqlLimits` allows, in sqlparse's words. */
export class SqlLimitError extends Error {
  constructor(limit: 'depth' | 'tokens') {
    super(
      limit === 'depth'
        ? `Maximum grouping depth exceeded (${sqlLimits.depth}).`
        : `Maximum number of tokens exceeded (${sqlLimits.tokens}).`
    )
  }
}

/** Groups whose first and last nodes are their delimiters. */
const delimited: readonly (GroupKind | null)[] = ['SquareBrackets', 'Parenthesis', 'Case', 'If', 'For', 'Begin']

/** Makes a node of a token. */
export function toNode({ type, text, at }: SqlToken): SqlNode {
  return { kind: null, type, text, normal: isWithin(type, 'Keyword') ? text.toUpperCase() : text, at, nodes: [], depth: 0, isPlain: false }
}

/** Makes a group of nodes. Throws SqlLimitError where groups stand too deep in each other. */
export function makeGroup(kind: GroupKind, nodes: SqlNode[]): SqlNode {
  const text = nodes.map((node) => node.text).join('')
  const depth = isMadeLast(kind) ? 0 : 1
  const made: SqlNode = { kind, type: '', text, normal: text, at: nodes[0]?.at ?? 0, nodes, depth, isPlain: false }
  for (const node of nodes) measureDepth(made, node)
  return made
}

/** Notes how deep a group is with what one of its nodes has become. Throws SqlLimitError where that is too deep; the statement around all does not count. */
export function measureDepth(parent: SqlNode, { depth }: SqlNode): void {
  const whole = isMadeLast(parent.kind) ? depth : depth + 1
  if (whole > parent.depth) parent.depth = whole
  if (parent.depth > sqlLimits.depth && parent.kind !== 'Statement') throw new SqlLimitError('depth')
}

/** Whether sqlparse makes groups of this kind when it has looked for the last time how deep they stand. */
function isMadeLast(kind: GroupKind | null): boolean {
  return kind === 'IdentifierList' || kind === 'Values'
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

/** Whether a node opens or closes the group that it stands in. */
export function isDelimiter({ kind, nodes }: SqlNode, node: SqlNode | undefined): boolean {
  return node !== undefined && delimited.includes(kind) && (node === nodes[0] || node === nodes.at(-1))
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
