import path from 'node:path'
import { app } from 'electron'
import { createApp } from './app.ts'
import { createWindowCalls } from './electron/dialogs.ts'
import { prepareEnding } from './electron/ending.ts'
import { guardAllContents } from './electron/guard.ts'
import { createWindowHost, currentWindow } from './electron/host.ts'
import { registerPageScheme } from './electron/protocol.ts'
import { spawnUtility } from './electron/spawn-utility.ts'
import { listenForStarts } from './electron/starts.ts'
import { homeFolder } from './home.ts'
import { openLog } from './log.ts'

process.umask(0o077)
registerPageScheme()
// As root (containers, CI) Chromium runs without its sandbox; enabling it then ends in a crash loop of the network service.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
app.setName('Greenroom')
const home = homeFolder()
app.setPath('userData', path.join(home, 'window'))
guardAllContents()
const starts = listenForStarts()

if (app.requestSingleInstanceLock()) void start()
else app.quit()

async function start(): Promise<void> {
  const { log, file: logFile } = openLog(home, 'greenroom')
  const ending = prepareEnding({ log, logFile, starts })
  try {
    const core = await createApp({
      home,
      version: app.getVersion(),
      entries: import.meta.dirname,
      extension: 'js',
      resources: path.join(app.getAppPath(), 'resources'),
      spawnNode: spawnUtility,
      nativeBinding: process.env['GREENROOM_SQLITE_BINDING'],
      origin: 'window',
      log,
      logFile,
      windowCalls: (handles) => createWindowCalls(handles, { window: currentWindow, logFile }),
      mayStartProcesses: app.whenReady()
    })
    ending.closeFirst(core.close)
    log.info({ version: app.getVersion(), electron: process.versions['electron'], home }, 'started')
    await createWindowHost({ core, log, pages: path.join(import.meta.dirname, '../renderer'), logFile, starts })
  } catch (error) {
    log.fatal(error, 'start failed')
    const { showStartFailure } = await import('./electron/start-failure.ts')
    await showStartFailure(error, logFile)
    app.exit(1)
  }
}
