import { useCallback, useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'
import { bridge, onEvent } from '../bridge.ts'
import { findCommand } from '../panels/commands.ts'
import { paths } from '../panels/paths.ts'
import { changeAppearance } from '../panels/remember.ts'
import { useRegistryId, useSession } from '../panels/session.ts'
import { palette } from './palette-store.ts'
import { chooseAndOpen, exportWholeRegistry, openHandle } from './registry-actions.ts'
import { refreshAll } from './start-session.ts'

export type ShellDialog = 'keys' | 'about'

export interface CommandPorts {
  showDialog(dialog: ShellDialog): void
  isSidebarNarrow(): boolean
  searchPalette(query: string): void
}

/** Gives the function that runs a command by id: the page on show may answer first. Also hears keys, menu and page requests. */
export function useCommands(ports: CommandPorts): (id: string) => void {
  const navigate = useNavigate()
  const registry = useRegistryId()
  const latest = useRef({ ports, registry })
  latest.current = { ports, registry }
  const run = useCallback(
    (id: string) => {
      const handler = useSession.getState().commandHandlers.findLast((one) => one.command === id)
      if (handler) return handler.run()
      const { ports, registry } = latest.current
      listActs(registry, (to) => void navigate(to), ports)[id]?.()
    },
    [navigate]
  )
  useKeys(run)
  useEffect(() => onEvent('command.invoked', ({ command }) => run(command)), [run])
  useEffect(() => onEvent('page.requested', ({ path }) => void navigate(path)), [navigate])
  useEffect(() => onEvent('file.requested', ({ handle, name }) => void openHandle(handle, (path) => void navigate(path), name)), [navigate])
  return run
}

function listActs(registry: string, go: (to: string) => void, ports: CommandPorts): Readonly<Record<string, () => void>> {
  const { appearance } = useSession.getState()
  return {
    'go.models': () => go(registry ? paths.models(registry) : paths.start()),
    'go.runs': () => go(registry ? paths.runs(registry) : paths.start()),
    'go.predict': () => go(registry ? paths.predict(registry) : paths.start()),
    'go.approvals': () => go(paths.approvals()),
    'go.predictions': () => go(paths.predictions()),
    'go.activity': () => go(paths.activity()),
    'go.settings': () => go(paths.settings()),
    'go.back': () => window.history.back(),
    'go.forward': () => window.history.forward(),
    palette: palette.open,
    'file.open': () => void chooseAndOpen(go),
    'file.recent': () => ports.searchPalette('recent '),
    'snapshot.export': () => void exportWholeRegistry(registry),
    'view.refresh': refreshAll,
    'view.sidebar': () => changeAppearance({ sidebar: ports.isSidebarNarrow() ? 'open' : 'closed' }),
    'view.scheme': () => changeAppearance({ scheme: isDarkNow() ? 'light' : 'dark' }),
    'view.density': () => changeAppearance({ density: appearance.density === 'compact' ? 'comfortable' : 'compact' }),
    'help.keys': () => ports.showDialog('keys'),
    'help.about': () => ports.showDialog('about'),
    'help.log': () => void bridge.application.showLog()
  }
}

/** Keys of commands anywhere in the window; an open dialog keeps them to itself. The palette's own keys are heard by it. */
function useKeys(run: (id: string) => void): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      const command = findCommand(event, navigator.platform.startsWith('Mac'))
      if (!command || command.id === 'palette') return
      // The default of F5 and Ctrl+R would load the window anew, even behind a dialog.
      event.preventDefault()
      if (document.querySelector('[aria-modal="true"]') === null) run(command.id)
    }
    window.addEventListener('keydown', hear)
    return () => window.removeEventListener('keydown', hear)
  }, [run])
}

function isDarkNow(): boolean {
  return document.documentElement.dataset['mantineColorScheme'] === 'dark'
}
