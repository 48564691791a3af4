import { app, type BrowserWindow } from 'electron'
import { createPatience, type Patience } from './patience.ts'
import { ask } from './questions.ts'

export interface RecoveryOptions {
  readonly window: BrowserWindow
  /** Loads the page; `hasCrashed` makes it say so. */
  load(hasCrashed: boolean): void
  log(message: string, details: object): void
}

/** ERR_ABORTED: another load took its place. */
const aborted = -3
/** Not from within the event itself: Chromium is still taking the old page down. */
const pauseMs = 100

/** Brings back a page that crashed, failed to load or no longer answers; asks when that does not help. */
export function recoverPage(options: RecoveryOptions): void {
  const { window, load, log } = options
  const patience = createPatience()
  const tryAgain = (hasCrashed: boolean) =>
    setTimeout(() => {
      if (!window.isDestroyed()) load(hasCrashed)
    }, pauseMs)

  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || window.isDestroyed()) return
    log('the page crashed', details)
    if (patience.hear('crash', Date.now()) === 'load') tryAgain(true)
    else void askToLoad(options, patience, 'The page keeps crashing.', true)
  })
  window.webContents.on('did-fail-load', (_event, code, description, _address, isMainFrame) => {
    if (!isMainFrame || code === aborted || window.isDestroyed()) return
    log('the page failed to load', { code, description })
    // A window that waits for its page to be ready would stay hidden.
    window.show()
    if (patience.hear('failed load', Date.now()) === 'load') tryAgain(false)
    else void askToLoad(options, patience, 'The page cannot be loaded.', false)
  })
  askWhenStuck(options)
}

async function askToLoad({ window, load }: RecoveryOptions, patience: Patience, message: string, hasCrashed: boolean): Promise<void> {
  const answer = await ask(window, {
    type: 'error',
    message,
    detail: 'Your registry and all decisions are safe: they are kept by another process. The log has the details.',
    buttons: ['Load again', 'Quit'],
    defaultId: 0,
    cancelId: 1,
    unattended: 1
  })
  if (window.isDestroyed()) return
  if (answer === 1) return app.quit()
  patience.forget()
  load(hasCrashed)
}

/** A page that is busy may come back by itself: the question goes away with its reason. */
function askWhenStuck({ window, log }: RecoveryOptions): void {
  let question: AbortController | null = null
  window.on('responsive', () => question?.abort())
  window.on('unresponsive', async () => {
    if (question) return
    log('the page does not respond', {})
    question = new AbortController()
    const answer = await ask(window, {
      type: 'warning',
      message: 'The page does not respond.',
      detail: 'It may be busy. Loading it again loses only what was typed and not yet sent.',
      buttons: ['Wait', 'Load again'],
      defaultId: 0,
      cancelId: 0,
      signal: question.signal,
      unattended: 0
    })
    question = null
    // A page that is stuck cannot unload: its process ends, and the crash is recovered from as any other.
    if (answer === 1 && !window.isDestroyed()) window.webContents.forcefullyCrashRenderer()
  })
}
