import path from 'node:path'
import { BrowserWindow, nativeTheme, screen } from 'electron'
import { pageOrigin } from './protocol.ts'
import { recoverPage } from './recovery.ts'
import { keepZoom, type Zoom } from './zoom.ts'

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

/** Opens the main window where it was last time, shows it when the page is ready, and brings back a page that is lost. */
export function openWindow(options: WindowOptions): { readonly window: BrowserWindow; readonly zoom: Zoom } {
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
  const load = (hasCrashed: boolean) => {
    // What goes wrong is heard as did-fail-load.
    window.loadURL(`${options.developmentUrl ?? `${pageOrigin}/`}${hasCrashed ? '?recovered=1' : ''}`).catch(() => undefined)
  }
  const zoom = keepZoom(window.webContents, state.zoom, () => saveSoon())
  const saveSoon = rememberState(window, zoom, options)
  recoverPage({ window, load, log: options.log })
  load(false)
  return { window, zoom }
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

/** Saves when the window closes and a moment after each change; gives what tells it of one. */
function rememberState(window: BrowserWindow, zoom: Zoom, options: WindowOptions): () => void {
  let timer: NodeJS.Timeout | undefined
  const save = () => {
    clearTimeout(timer)
    if (window.isDestroyed()) return
    options.save({ ...window.getNormalBounds(), isMaximized: window.isMaximized(), zoom: zoom.factor() })
  }
  const saveSoon = () => {
    clearTimeout(timer)
    timer = setTimeout(save, 500)
  }
  for (const event of ['resize', 'move', 'maximize', 'unmaximize'] as const) window.on(event as 'resize', saveSoon)
  window.on('close', save)
  return saveSoon
}
