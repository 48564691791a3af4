/** A JSON value, or text that stands for itself. */
export type Body = { readonly [key: string]: unknown } | readonly unknown[] | string | number | boolean | null

/**
 * One request that is played to stock MLflow and to our service, in the order of its part. In `path`, `query`, `headers` and `body`,
 * `<name>` stands for what an earlier step of the same part saved under that name: each server gets its own ids.
 */
export interface Step {
  /** What this request shows, unique within its part: a failing comparison is reported, and a difference allowed, under `part: title`. */
  readonly title: string
  /** GET where absent and there is no body, else POST. */
  readonly method?: string
  /** Below `/api/2.0` when it begins with `/mlflow`; otherwise the whole path, e.g. `/ajax-api/2.0/mlflow/…` or `/health`. */
  readonly path: string
  /** Query of the URL; a list gives repeated keys. A string is sent as it is. */
  readonly query?: Readonly<Record<string, string | readonly string[]>> | string
  /** Sent as JSON, except `raw`. */
  readonly body?: Body
  /** A body sent byte for byte; `Content-Type` is then only what `headers` says. */
  readonly raw?: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
  /** Variable name → path in the JSON answer, e.g. `{ run: 'run.info.run_id' }` or `{ token: 'next_page_token' }`. */
  readonly save?: Readonly<Record<string, string>>
  /** Lists whose order MLflow leaves open, as paths in the answer with `*` for any index (`runs.*.data.tags`): compared as sets. */
  readonly unordered?: readonly string[]
  /** The body is a file or a page: compared byte for byte (`bytes`), or not at all (`none`) where only status and headers are MLflow's. */
  readonly compareBody?: 'bytes' | 'none'
}

/** Steps that build on each other, played on fresh databases after the parts before it: names of experiments and models are its own. */
export interface Part {
  readonly name: string
  readonly steps: readonly Step[]
}
