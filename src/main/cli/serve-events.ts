import path from 'node:path'

/** What the command tells while it serves: with `--json` each is one line. */
export type ServeEvent = ServeNote | Listening

export interface ServeNote {
  readonly kind: 'note'
  readonly message: string
}

/** The service answers from now on. */
export interface Listening {
  readonly kind: 'listening'
  /** What MLFLOW_TRACKING_URI is to be. */
  readonly uri: string
  readonly port: number
  readonly serves: 'embedded' | 'sample' | 'database' | 'artifacts'
  /** Id of a registry of ours; null for other databases. */
  readonly registry: string | null
  /** The SQLite file; null where artifacts are served alone. */
  readonly database: string | null
  /** Whether that file was made for this start. */
  readonly isNew: boolean
  /** The folder behind `mlflow-artifacts:/`; null where clients go to the artifact root themselves. */
  readonly artifacts: string | null
  /** Where new experiments keep artifacts. */
  readonly artifactRoot: string
}

/** Makes what gives events to `write`: as text for people, or each as a line of JSON. */
export function createReport(isJson: boolean, write: (text: string) => void): (event: ServeEvent) => void {
  return (event) => write(`${isJson ? JSON.stringify(event) : describe(event)}\n`)
}

function describe(event: ServeEvent): string {
  if (event.kind === 'note') return event.message
  const serving = `Serving ${describeWhat(event)} at ${event.uri} (Ctrl+C ends it)`
  const client = event.serves === 'artifacts' ? [] : [`  MLFLOW_TRACKING_URI=${event.uri} python train.py`]
  // Registries of ours have a folder that is named already.
  const isElsewhere = event.serves === 'artifacts' || event.serves === 'database'
  return [serving, ...client, ...(isElsewhere && event.artifacts !== null ? [`  artifacts: ${event.artifacts}`] : [])].join('\n')
}

function describeWhat({ serves, database, isNew }: Listening): string {
  if (serves === 'artifacts' || database === null) return 'artifacts alone'
  if (serves === 'sample') return 'the sample registry'
  return serves === 'embedded' ? `your registry (${path.dirname(database)})` : `${database}${isNew ? ' (new)' : ''}`
}
