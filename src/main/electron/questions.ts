import { app, type BrowserWindow, dialog, type MessageBoxOptions } from 'electron'

export interface Question extends MessageBoxOptions {
  readonly buttons: string[]
  /** The answer that is taken when nobody can press a button. */
  readonly unattended: number
}

/** Asks in a box of the system's own, for when the page cannot: gives the number of the button. Under automation nobody could press it. */
export async function ask(window: BrowserWindow | null, question: Question): Promise<number> {
  const { unattended, ...options } = question
  if (process.env['GREENROOM_UNATTENDED']) return unattended
  await app.whenReady()
  const { response } = await (window && !window.isDestroyed() ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options))
  return response
}
