import { execFile } from 'node:child_process'
import { join } from 'node:path'

/** A step of a walk that failed, and how. */
export interface FailedStep {
  readonly step: string
  readonly failure: string
}
export interface Walk {
  /** As the client calls itself, e.g. `mlflow 3.17.2`. */
  readonly client: string
  readonly passed: readonly string[]
  readonly failed: readonly FailedStep[]
}
export interface WalkOptions {
  /** The interpreter in whose environment the client is installed. */
  readonly python: string
  /** Address of the service. */
  readonly uri: string
  /** Folder for what the client leaves behind. */
  readonly home: string
  readonly limitMs: number
}

const script = join(import.meta.dirname, 'clients', 'client_all.py')

/** Walks through all that an unmodified client does against a service. A walk that ends early fails at the step where it was. */
export async function walkThrough({ python, uri, home, limitMs }: WalkOptions): Promise<Walk> {
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    TMPDIR: home,
    // Windows finds no sockets without it.
    SYSTEMROOT: process.env['SYSTEMROOT'],
    MLFLOW_TRACKING_URI: uri,
    MLFLOW_DISABLE_TELEMETRY: 'true',
    // A refusal must not look like a server that is down: with retries that would cost minutes.
    MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1',
    MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR: 'false',
    MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT: 'true',
    GIT_PYTHON_REFRESH: 'quiet',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONIOENCODING: 'utf-8'
  }
  return new Promise((resolve) => {
    execFile(python, [script], { cwd: home, env, timeout: limitMs, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve(readWalk(stdout.split(/\r?\n/), error ? `${error.message.slice(0, 200)}\n${stderr.slice(-2000)}` : ''))
    })
  })
}

/** Reads what client_all.py prints: `step: …` before a step, `outcome: …` after it. */
function readWalk(lines: readonly string[], trouble: string): Walk {
  const after = (start: string) => lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length))
  const outcomes = after('outcome: ').map((line) => JSON.parse(line) as { readonly step: string; readonly failure: string | null })
  const failed = outcomes.flatMap(({ step, failure }) => (failure === null ? [] : [{ step, failure }]))
  const isWhole = trouble === '' && lines.includes('end of the walk')
  const last = after('step: ').at(-1) ?? 'before the first step'
  return {
    client: lines.find((line) => line.startsWith('mlflow ')) ?? '',
    passed: outcomes.filter(({ failure }) => failure === null).map(({ step }) => step),
    failed: isWhole ? failed : [...failed, { step: last, failure: `The walk ended here. ${trouble}` }]
  }
}
