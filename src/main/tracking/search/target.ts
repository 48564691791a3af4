/** What a filter may compare besides attributes. */
export type Entity = 'attribute' | 'metric' | 'parameter' | 'tag' | 'dataset'

/** An attribute of the searched table. */
export interface AttributeRule {
  /** SQL of the column. */
  readonly column: string
  /** `number`: bare numbers; `whole`: bare whole numbers; `integer`: whole numbers, quoted or bare; `identifier`: whole numbers as quoted text. */
  readonly type: 'text' | 'number' | 'whole' | 'integer' | 'identifier'
  /** Whether IN and NOT IN are allowed. */
  readonly takesLists: boolean
}

/** A side table of (key, value) rows. */
export interface SideTable {
  readonly table: string
  /** Condition that ties a row of the side table, named `side`, to the searched row. */
  readonly match: string
  readonly key: string
  readonly value: string
  /** Column that marks NaN metrics, whose value reads 0. */
  readonly isNan?: string
}

/** How order_by is read for one search. */
export interface OrderRules {
  readonly attributes: Readonly<Record<string, string>>
  /** Whether metrics, params and tags may order; missing values then come last, NaN before them. */
  readonly takesSideTables: boolean
  readonly whenEmpty: readonly string[]
  /** Appended in this order unless already present: a total order. */
  readonly ties: readonly { readonly column: string; readonly direction: 'ASC' | 'DESC' }[]
}

/** MLflow has a reader of filters for each kind of search; what tells their words and rules apart is decided by this name. */
export type Grammar = 'runs' | 'experiments' | 'models' | 'versions'

/** Everything that tells one search from another. SQL names tables by their full names: the caller's FROM must not alias them. */
export interface SearchTarget {
  readonly grammar: Grammar
  /** Accepted prefixes and what they mean; names without prefix are attributes. */
  readonly prefixes: Readonly<Record<string, Entity>>
  /** MLflow's words after "Invalid entity type 'x'." */
  readonly prefixHint: string
  readonly attributes: Readonly<Record<string, AttributeRule>>
  readonly sides: { readonly [E in Entity]?: SideTable }
  /** Condition that keeps prompts out; it applies unless the filter asks for prompts. */
  readonly withoutPrompts?: string
  readonly order: OrderRules
}

/** Tag that makes a registered model a prompt. */
export const promptTag = 'mlflow.prompt.is_prompt'
