import path from 'node:path'
import { app, BrowserWindow, dialog, nativeTheme, screen } from 'electron'
import { pageOrigin } from './protocol.ts'

/** Place, size and zoom of the window as remembered. */
export interface WindowState {
  readonly x?: number
  readonly y?: number
  readonly width: number
  readonly height: number
  readonly isMaximized: boolean
  readonly zoom: number
}

export interface WindowOptions {
  readonly state: WindowState | null
  readonly developmentUrl: string | undefined
  /** Called when place, size or zoom changed and at close. */
  save(state: WindowState): void
  log(message: string, details: object): void
}

const defaults: WindowState = { width: 1280, height: 800, isMaximized: false, zoom: 1 }
/** More crashes than this within a minute and we ask instead of reloading. */
const maxCrashes = 3

/** Opens the main window where it was last time, shows it when the page is ready, and brings back a crashed page. */
export function openWindow(options: WindowOptions): BrowserWindow {
  const state = fitToScreens(options.state ?? defaults)
  const window = new BrowserWindow({
    ...state,
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: 'Greenroom',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#151917' : '#fbfcfb',
    webPreferences: {
      preload: path.join(import.meta.dirname, '../preload/index.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false
    }
  })
  if (state.isMaximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.webContents.on('did-finish-load', () => window.webContents.setZoomFactor(state.zoom))
  rememberState(window, options)
  recoverFromCrashes(window, options)
  void window.loadURL(pageAddress(options.developmentUrl))
  return window
}

function pageAddress(developmentUrl: string | undefined, query = ''): string {
  return `${developmentUrl ?? `${pageOrigin}/`}${query}`
}

/** A place on a screen that is gone would hide the window: keep the size, drop the place. */
function fitToScreens(state: WindowState): WindowState {
  const { x, y, ...size } = state
  if (x === undefined || y === undefined) return size
  const isVisible = screen
    .getAllDisplays()
    .some(({ workArea: area }) => x >= area.x - 50 && y >= area.y - 50 && x < area.x + area.width && y < area.y + area.height)
  return isVisible ? state : size
}

function rememberState(window: BrowserWindow, options: WindowOptions): void {
  let timer: NodeJS.Timeout | undefined
  const save = () => {
    clearTimeout(timer)
    if (window.isDestroyed()) return
    options.save({ ...window.getNormalBounds(), isMaximized: window.isMaximized(), zoom: window.webContents.getZoomFactor() })
  }
  const saveSoon = () => {
    clearTimeout(timer)
    timer = setTimeout(save, 500)
  }
  for (const event of ['resize', 'move', 'maximize', 'unmaximize'] as const) window.on(event as 'resize', saveSoon)
  window.webContents.on('zoom-changed', saveSoon)
  window.on('close', save)
}

/** Loads the page again after its process died, and says so in it; asks when it keeps dying. */
function recoverFromCrashes(window: BrowserWindow, options: WindowOptions): void {
  const crashes: number[] = []
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || window.isDestroyed()) return
    options.log('the page crashed', details)
    const now = Date.now()
    crashes.push(now)
    if (crashes.filter((at) => now - at < 60_000).length <= maxCrashes) setTimeout(() => loadAgain(window, options), 100)
    else void askAfterCrashes(window, options)
  })
  window.webContents.on('did-fail-load', (_event, code, description) => {
    options.log('the page failed to load', { code, description })
  })
  window.on('unresponsive', () => options.log('the page does not respond', {}))
}

/** Not from within the crash's own event: Chromium is still taking the old process down. */
function loadAgain(window: BrowserWindow, options: WindowOptions): void {
  if (!window.isDestroyed()) void window.loadURL(pageAddress(options.developmentUrl, '?recovered=1'))
}

async function askAfterCrashes(window: BrowserWindow, options: WindowOptions): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The page keeps crashing.',
    detail: 'Your registry and all decisions are safe: they are kept by another process. The log has the details.',
    buttons: ['Load again', 'Quit'],
    defaultId: 0
  })
  if (response === 0) void window.loadURL(pageAddress(options.developmentUrl, '?recovered=1'))
  else app.quit()
}
