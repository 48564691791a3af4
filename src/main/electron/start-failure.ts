import { app, dialog } from 'electron'
import { Failure } from '../../preload/contract/reply.ts'

/** Says why the application cannot start and what to do, before there is a window to say it in. */
export async function showStartFailure(error: unknown, logFile: string): Promise<void> {
  const failure = error instanceof Failure ? error : null
  const message = failure?.message ?? 'Greenroom could not start.'
  const detail = [failure?.remedy ?? (error instanceof Error ? error.message : String(error)), `Log: ${logFile}`].join('\n\n')
  process.stderr.write(`${message}\n${detail}\n`)
  // Under automation nobody can press the button of a modal box.
  if (process.env['GREENROOM_UNATTENDED']) return
  await app.whenReady()
  await dialog.showMessageBox({ type: 'error', message, detail, buttons: ['Quit'] })
}
