import { Failure } from '../../preload/contract/reply.ts'
import { ask } from './questions.ts'

/** Says why the application cannot start and what to do, before there is a window to say it in. */
export async function showStartFailure(error: unknown, logFile: string): Promise<void> {
  const failure = error instanceof Failure ? error : null
  const message = failure?.message ?? 'Greenroom could not start.'
  const detail = [failure?.remedy ?? (error instanceof Error ? error.message : String(error)), `Log: ${logFile}`].join('\n\n')
  process.stderr.write(`${message}\n${detail}\n`)
  await ask(null, { type: 'error', message, detail, buttons: ['Quit'], unattended: 0 })
}
