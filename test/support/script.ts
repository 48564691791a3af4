import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** A running script that stops after each step until it is told to go on. */
export interface Script {
  /** Lets the script do its next step and waits until it says that it did: what it says has to be `step`. */
  reach(step: string): Promise<void>
  /** Lets the script go on to its end and waits for it. Rejects with what it wrote when it failed. */
  finish(): Promise<void>
  /** Ends it at once, whatever it does. */
  stop(): Promise<void>
}

export interface ScriptOptions {
  readonly python: string
  readonly file: string
  /** Where the script runs; home and temporary files too. */
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
}

/** Starts a script of a person, which speaks in lines: `step: …` on its output for each step done, any on its input to go on. */
export function startScript({ python, file, folder, env }: ScriptOptions): Script {
  const child = spawn(python, [file], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, MLFLOW_DISABLE_TELEMETRY: 'true', GIT_PYTHON_REFRESH: 'quiet', ...env }
  })
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  // A script that failed no longer listens: its exit says so.
  child.stdin.on('error', () => undefined)
  const ended = new Promise<number | null>((resolve) => child.once('error', () => resolve(null)).once('close', resolve))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let isWaiting = false
  const goOn = () => {
    if (isWaiting) child.stdin.write('\n')
    isWaiting = true
  }
  return {
    reach: async (step) => {
      goOn()
      const reached = await readStep(lines)
      if (reached === step) return
      const instead = reached === null ? `ended with ${await ended}` : `reached “${reached}”`
      throw new Error(`The script was to reach “${step}” and ${instead}.\n${errors}`)
    },
    finish: async () => {
      goOn()
      const code = await ended
      if (code !== 0) throw new Error(`The script ended with ${code}.\n${errors}`)
    },
    stop: async () => {
      child.kill('SIGKILL')
      await ended
    }
  }
}

/** The next step that a script says it did, past what libraries print; null at its end. */
async function readStep(lines: AsyncIterator<string>): Promise<string | null> {
  for (;;) {
    const line = await lines.next()
    if (line.done) return null
    if (line.value.startsWith('step: ')) return line.value.slice('step: '.length)
  }
}
