import { setTimeout as wait } from 'node:timers/promises'
import { app, BrowserWindow } from 'electron'
import { ask } from './questions.ts'
import type { StartInbox } from './start-inbox.ts'

/** The part of the log that the window's process writes to. */
export interface HostLog {
  error(details: unknown, message: string): void
  fatal(details: unknown, message: string): void
}

export interface EndingOptions {
  readonly log: HostLog
  readonly logFile: string
  readonly starts: StartInbox
}

/** The way out of the application, by quitting and by a defect. */
export interface Ending {
  /** Told once the core is open: what to close before the process ends. */
  closeFirst(close: () => Promise<void>): void
}

/** A core that does not close is left to the journal of its databases: nobody is to wait for it for ever. */
const closeLimitMs = 10_000

/** Ends the process once, the core closed before. Who starts Greenroom meanwhile gets a new window afterwards, not silence. */
export function prepareEnding(options: EndingOptions): Ending {
  const { log, starts } = options
  let isEnding = false
  let closeCore = () => Promise.resolve()
  const close = async () => {
    starts.close()
    const closed = closeCore().catch((error: unknown) => log.error(error, 'closing failed'))
    const isLate = await Promise.race([closed.then(() => false), wait(closeLimitMs, true, { ref: false })])
    if (isLate) log.error({}, 'closing took too long')
  }
  const leave = (code: number, args: readonly string[] | null) => {
    if (args) app.relaunch({ args: [...args] })
    app.exit(code)
  }

  app.on('window-all-closed', () => {
    if (!isEnding) app.quit()
  })
  app.on('will-quit', (event) => {
    event.preventDefault()
    if (isEnding) return
    isEnding = true
    void close().then(() => leave(0, starts.startAgain()))
  })
  process.on('uncaughtException', (error) => {
    log.fatal(error, 'uncaught')
    if (isEnding) return
    isEnding = true
    void endBroken(options, close).then((args) => leave(1, args))
  })
  // A rejection belongs to one act, whose transaction is over either way; nothing else is left half done.
  process.on('unhandledRejection', (reason) => log.error(reason, 'unhandled'))
  return {
    closeFirst: (act) => {
      closeCore = act
    }
  }
}

/** After a defect nobody can say what state the process is in: the page may ask for nothing more, the core closes, and only then the person is asked. */
async function endBroken({ logFile, starts }: EndingOptions, close: () => Promise<void>): Promise<readonly string[] | null> {
  for (const window of BrowserWindow.getAllWindows()) window.destroy()
  await close()
  const answer = await ask(null, {
    type: 'error',
    message: 'Greenroom had to stop: it met a defect of its own.',
    detail: `What was confirmed before is safe in your registry; an act that was under way is checked at the next start.\n\nLog: ${logFile}`,
    buttons: ['Start again', 'Quit'],
    defaultId: 0,
    cancelId: 1,
    unattended: 1
  })
  return answer === 0 ? (starts.startAgain() ?? process.argv.slice(1)) : starts.startAgain()
}
