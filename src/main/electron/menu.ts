import { app, Menu, type MenuItemConstructorOptions } from 'electron'
import type { ZoomStep } from './zoom.ts'

export interface MenuPorts {
  /** Sends a command to the page, which knows what to do with it. */
  invoke(command: string): void
  showLog(): void
  zoom(step: ZoomStep): void
}

const separator: MenuItemConstructorOptions = { type: 'separator' }

/** Builds the application menu: every item has a key, and the page's palette knows the same commands. */
export function buildMenu(ports: MenuPorts): Menu {
  const item = (label: string, command: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => ports.invoke(command),
    ...(accelerator ? { accelerator } : {})
  })
  const file: MenuItemConstructorOptions[] = [
    item('Open…', 'file.open', 'CmdOrCtrl+O'),
    item('Open Recent…', 'file.recent', 'CmdOrCtrl+Shift+O'),
    separator,
    item('Export Snapshot…', 'snapshot.export', 'CmdOrCtrl+Shift+E'),
    separator,
    item('Settings…', 'go.settings', 'CmdOrCtrl+,'),
    separator,
    process.platform === 'darwin' ? { role: 'close' } : { role: 'quit' }
  ]
  const go: MenuItemConstructorOptions[] = [
    item('Search…', 'palette', 'CmdOrCtrl+K'),
    separator,
    item('Models', 'go.models', 'Alt+1'),
    item('Runs', 'go.runs', 'Alt+2'),
    item('Approvals', 'go.approvals', 'Alt+3'),
    item('Predictions', 'go.predictions', 'Alt+4'),
    item('Activity', 'go.activity', 'Alt+5'),
    separator,
    item('Back', 'go.back', 'Alt+Left'),
    item('Forward', 'go.forward', 'Alt+Right')
  ]
  const view: MenuItemConstructorOptions[] = [
    item('Refresh', 'view.refresh', 'F5'),
    item('Toggle Sidebar', 'view.sidebar', 'CmdOrCtrl+\\'),
    item('Switch Light and Dark', 'view.scheme', 'CmdOrCtrl+Shift+L'),
    separator,
    { label: 'Actual Size', accelerator: 'CmdOrCtrl+0', click: () => ports.zoom('reset') },
    { label: 'Zoom In', accelerator: 'CmdOrCtrl+Plus', click: () => ports.zoom('in') },
    // The same key without Shift, which is what most people press.
    { label: 'Zoom In', accelerator: 'CmdOrCtrl+=', click: () => ports.zoom('in'), visible: false, acceleratorWorksWhenHidden: true },
    { label: 'Zoom Out', accelerator: 'CmdOrCtrl+-', click: () => ports.zoom('out') },
    separator,
    { role: 'togglefullscreen' },
    ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const])
  ]
  const help: MenuItemConstructorOptions[] = [
    item('Keyboard Shortcuts', 'help.keys', 'CmdOrCtrl+/'),
    { label: 'Show Log', click: ports.showLog },
    item('About Greenroom', 'help.about')
  ]
  return Menu.buildFromTemplate([
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    { label: '&File', submenu: file },
    { role: 'editMenu' },
    { label: '&Go', submenu: go },
    { label: '&View', submenu: view },
    { role: 'windowMenu' },
    { label: '&Help', role: 'help', submenu: help }
  ])
}
