/** A thing the person can do from menu, palette or keys. `keys` as written in the menu; the first is shown. */
export interface Command {
  readonly id: string
  readonly label: string
  readonly group: 'Go' | 'File' | 'View' | 'Help'
  readonly keys: readonly string[]
}

/** Every command of the window; the ids are those of the application menu. */
export const commands: readonly Command[] = [
  { id: 'go.models', label: 'Models', group: 'Go', keys: ['Alt+1'] },
  { id: 'go.runs', label: 'Runs', group: 'Go', keys: ['Alt+2'] },
  { id: 'go.approvals', label: 'Approvals', group: 'Go', keys: ['Alt+3'] },
  { id: 'go.predictions', label: 'Predictions', group: 'Go', keys: ['Alt+4'] },
  { id: 'go.activity', label: 'Activity', group: 'Go', keys: ['Alt+5'] },
  { id: 'go.predict', label: 'Test predictions', group: 'Go', keys: ['Alt+6'] },
  { id: 'go.settings', label: 'Settings', group: 'Go', keys: ['Ctrl+,'] },
  { id: 'go.back', label: 'Back', group: 'Go', keys: ['Alt+ArrowLeft'] },
  { id: 'go.forward', label: 'Forward', group: 'Go', keys: ['Alt+ArrowRight'] },
  { id: 'palette', label: 'Search', group: 'Go', keys: ['Ctrl+K', 'Ctrl+P'] },
  { id: 'file.open', label: 'Open registry or snapshot…', group: 'File', keys: ['Ctrl+O'] },
  { id: 'file.recent', label: 'Open recent…', group: 'File', keys: ['Ctrl+Shift+O'] },
  { id: 'snapshot.export', label: 'Export snapshot…', group: 'File', keys: ['Ctrl+Shift+E'] },
  { id: 'view.refresh', label: 'Refresh', group: 'View', keys: ['F5', 'Ctrl+R'] },
  { id: 'view.sidebar', label: 'Show or hide sidebar', group: 'View', keys: ['Ctrl+\\'] },
  { id: 'view.scheme', label: 'Switch light and dark', group: 'View', keys: ['Ctrl+Shift+L'] },
  { id: 'view.density', label: 'Switch density, comfortable or compact', group: 'View', keys: [] },
  { id: 'help.keys', label: 'Keyboard shortcuts', group: 'Help', keys: ['Ctrl+/'] },
  { id: 'help.about', label: 'About Greenroom', group: 'Help', keys: [] },
  { id: 'help.log', label: 'Show log', group: 'Help', keys: [] }
]

/** Keys that pages hear themselves, for the list of shortcuts. */
export const pageKeys: readonly { readonly keys: string; readonly what: string }[] = [
  { keys: 'Ctrl+F', what: 'Find in this list' },
  { keys: '↑', what: 'Row above; also ↓, PgUp, PgDn, Home, End' },
  { keys: 'Enter', what: 'Open the row' },
  { keys: 'Space', what: 'Peek at the row in the panel' },
  { keys: 'X', what: 'Select the row; Shift+↑↓ more, Ctrl+A all' },
  { keys: 'C', what: 'Compare the selection' },
  { keys: 'P', what: 'Promote or request promotion' },
  { keys: 'Ctrl+C', what: 'Copy the selected rows' },
  { keys: 'Ctrl+Enter', what: 'Run the prediction, send the form' },
  { keys: 'Esc', what: 'Clear the selection, close panel or dialog' }
]

interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** Whether a key press is the one written, e.g. `Ctrl+Shift+E`. Ctrl is ⌘ on macOS; the case of letters does not matter. */
export function matchesKeys(event: KeyPress, written: string, isMac = false): boolean {
  const parts = written.split('+')
  const key = parts.at(-1) ?? ''
  const has = (name: string) => parts.slice(0, -1).includes(name)
  const control = isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey
  const noControl = !event.ctrlKey && !event.metaKey
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    (has('Ctrl') ? control : noControl) &&
    // A sign that itself needs Shift on some keyboards (/ \ ,) is matched by the sign alone.
    (has('Shift') === event.shiftKey || (!/^[a-z]$|^F\d|^Arrow/i.test(key) && !has('Shift'))) &&
    has('Alt') === event.altKey
  )
}

/** The command of a key press, or undefined. */
export function findCommand(event: KeyPress, isMac: boolean): Command | undefined {
  return commands.find((command) => command.keys.some((keys) => matchesKeys(event, keys, isMac)))
}
