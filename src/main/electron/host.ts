import path from 'node:path'
import { app, BrowserWindow, Menu, nativeTheme, session, shell } from 'electron'
import type { ChosenFile } from '../../preload/contract/common.ts'
import type { EventName, Events } from '../../preload/contract/events.ts'
import type { Actor, FileHandles } from '../core/deps.ts'
import type { Dispatcher } from '../dispatch.ts'
import { guardSession } from './guard.ts'
import { sendEvent, serveCalls } from './ipc-host.ts'
import type { Request } from './links.ts'
import { buildMenu } from './menu.ts'
import { servePage } from './protocol.ts'
import type { StartInbox } from './start-inbox.ts'
import { openWindow, type WindowState } from './window.ts'

/** The part of the composed application that a window needs. */
export interface WindowCore {
  readonly dispatcher: Dispatcher
  readonly handles: FileHandles
  actor(): Actor
  onEvent(listener: <N extends EventName>(name: N, payload: Events[N]) => void): () => void
}

export interface WindowHostOptions {
  readonly core: WindowCore
  readonly log: { error(details: unknown, message: string): void }
  /** Folder of the built page. */
  readonly pages: string
  readonly logFile: string
  /** What links, files and second starts ask for. */
  readonly starts: StartInbox
}

/** The main window, or null while there is none. */
export function currentWindow(): BrowserWindow | null {
  return BrowserWindow.getAllWindows()[0] ?? null
}

/** Opens the window on a composed core and connects calls, events, menu, links, drops and second starts. */
export async function createWindowHost(options: WindowHostOptions): Promise<void> {
  const { core } = options
  const developmentUrl = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']
  servePage(session.defaultSession, options.pages)
  guardSession(session.defaultSession, developmentUrl)
  serveCalls({ dispatcher: core.dispatcher, actor: core.actor, accept: (file) => accept(core, file), developmentUrl })
  core.onEvent((name, payload) => {
    const window = currentWindow()
    if (window) sendEvent(window.webContents, name, payload)
  })
  await applyAppearance(core)

  const { window, zoom } = openWindow({
    state: await readSetting<WindowState>(core, 'window'),
    developmentUrl,
    save: (state) => void writeSetting(core, 'window', state),
    log: (message, details) => options.log.error(details, message)
  })
  Menu.setApplicationMenu(
    buildMenu({
      invoke: (command) => sendEvent(window.webContents, 'command.invoked', { command }),
      showLog: () => shell.showItemInFolder(options.logFile),
      zoom: zoom.change
    })
  )
  followStarts(core, window, options.starts)
}

/** Links, files and second starts: a page is shown, a file is opened read-only; nothing else can be asked for. */
function followStarts(core: WindowCore, window: BrowserWindow, starts: StartInbox): void {
  window.webContents.once('did-finish-load', () =>
    starts.open((request) => {
      if (window.isMinimized()) window.restore()
      window.focus()
      if (request) show(core, window, request)
    })
  )
  window.once('closed', () => starts.close())
}

/** The page acts: it shows progress and says what went wrong, as when the file was chosen in it. */
function show(core: WindowCore, window: BrowserWindow, request: Request): void {
  if (request.kind === 'page') sendEvent(window.webContents, 'page.requested', { path: request.path })
  else sendEvent(window.webContents, 'file.requested', accept(core, request.file))
}

function accept(core: WindowCore, file: string): ChosenFile {
  return { handle: core.handles.add(file, 'read'), name: path.basename(file) }
}

/** Native menus and dialogs follow the scheme that the person chose for the page. */
async function applyAppearance(core: WindowCore): Promise<void> {
  const appearance = await readSetting<{ scheme?: 'light' | 'dark' | 'system' }>(core, 'appearance')
  nativeTheme.themeSource = appearance?.scheme ?? 'system'
}

async function readSetting<T>(core: WindowCore, key: 'window' | 'appearance'): Promise<T | null> {
  const reply = await core.dispatcher.call('settings.get', { key }, { callId: `read-${key}`, actor: core.actor() })
  return reply.ok ? (reply.value as T | null) : null
}

async function writeSetting(core: WindowCore, key: 'window', value: WindowState): Promise<void> {
  await core.dispatcher.call('settings.set', { key, value: { ...value } }, { callId: `write-${key}-${Date.now()}`, actor: core.actor() })
}
