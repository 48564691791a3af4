/** One search, as both sides get it. */
export interface Query {
  readonly kind: 'runs' | 'experiments' | 'models' | 'versions' | 'logged'
  readonly filter: string
  readonly orderBy: readonly string[] | readonly LoggedOrder[]
  readonly maxResults: number
  readonly viewType: 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL'
  readonly experimentIds: readonly string[]
  readonly datasets: readonly { readonly dataset_name: string; readonly dataset_digest?: string }[]
  /** Whether to follow the tokens to the last page. */
  readonly allPages: boolean
  readonly pageToken?: string
}
export interface LoggedOrder {
  readonly field_name: string
  readonly ascending: boolean
  readonly dataset_name?: string
  readonly dataset_digest?: string
}

/** What a side answers: ids of each page in order with the token after it, MLflow's error, or what a server would answer with status 500. */
export type Answer =
  | { readonly pages: readonly (readonly string[])[]; readonly tokens: readonly (string | null)[] }
  | { readonly code: string; readonly message: string }
  | { readonly crash: string }

/** A whole query of a kind from what matters in it. */
export function makeQuery(kind: Query['kind'], filter: string, more: Partial<Query> = {}): Query {
  return { kind, filter, orderBy: [], maxResults: 1000, viewType: 'ALL', experimentIds: [], datasets: [], allPages: false, ...more }
}
