import { randomUUID } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { app, type BrowserWindow, clipboard, dialog, type FileFilter, shell } from 'electron'
import type { WindowCallName } from '../../preload/contract/calls.ts'
import type { ChosenFile } from '../../preload/contract/common.ts'
import { Failure } from '../../preload/contract/reply.ts'
import { describeSystemError } from '../../preload/contract/system-failures.ts'
import type { FileHandles, FileUse, Handlers } from '../core/deps.ts'

export interface DialogPorts {
  window(): BrowserWindow | null
  readonly logFile: string
}

const filters: Readonly<Record<string, FileFilter[]>> = {
  registry: [
    { name: 'Greenroom snapshot', extensions: ['greenroom'] },
    { name: 'All files', extensions: ['*'] }
  ],
  snapshot: [{ name: 'Greenroom snapshot', extensions: ['greenroom'] }],
  csv: [{ name: 'CSV', extensions: ['csv', 'tsv', 'txt'] }],
  json: [{ name: 'JSON', extensions: ['json'] }],
  image: [{ name: 'PNG image', extensions: ['png'] }],
  drawing: [{ name: 'SVG drawing', extensions: ['svg'] }]
}

/** The calls that only the window's process can answer: dialogs, clipboard, log, links. Paths stay here, behind handles. */
export function createWindowCalls(handles: FileHandles, ports: DialogPorts): Handlers<WindowCallName> {
  const choose = (file: string, use: FileUse): ChosenFile => ({ handle: handles.add(file, use), name: path.basename(file) })
  return {
    'files.choose': async ({ purpose }) => {
      const options = { defaultPath: app.getPath('documents'), properties: ['openFile' as const], filters: filters[purpose] ?? [] }
      const window = ports.window()
      const { filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options))
      return filePaths[0] ? choose(filePaths[0], 'read') : null
    },
    'files.chooseTarget': async ({ purpose, suggestedName }) => {
      const options = { defaultPath: path.join(app.getPath('documents'), toFileName(suggestedName)), filters: filters[purpose] ?? [] }
      const window = ports.window()
      const { filePath } = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options))
      return filePath ? choose(filePath, 'write') : null
    },
    'files.saveText': async ({ target, text, encoding }) => {
      await saveText(handles.path(target, 'write'), text, encoding)
      return null
    },
    'application.copy': async ({ text }) => {
      await clipboard.writeText(text)
      return null
    },
    'application.showLog': () => {
      shell.showItemInFolder(ports.logFile)
      return null
    },
    'application.openLink': async ({ url }) => {
      await openAfterAsking(url, ports.window())
      return null
    }
  }
}

/** A name that every platform can hold; foreign names are data, never paths. */
function toFileName(name: string): string {
  const plain = path.basename(name).replace(/[\p{Cc}<>:"/\\|?*]/gu, '_')
  return plain === '' || plain.startsWith('.') ? 'download' : plain
}

/** Opens an https link in the browser, after the person saw where it leads. */
async function openAfterAsking(url: string, window: BrowserWindow | null): Promise<void> {
  const target = URL.canParse(url) ? new URL(url) : null
  if (target?.protocol !== 'https:')
    throw new Failure('INVALID', 'Only https links can be opened.', { remedy: 'Copy the address instead.' })
  const question = {
    type: 'question' as const,
    buttons: ['Open in browser', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
    message: `Open ${target.host}?`,
    detail: target.href
  }
  const { response } = await (window ? dialog.showMessageBox(window, question) : dialog.showMessageBox(question))
  if (response === 0) await shell.openExternal(target.href)
}

/** Under another name until it is whole: a full disk must not leave half a file where a whole one was. */
async function saveText(file: string, text: string, encoding: 'utf8' | 'base64'): Promise<void> {
  const draft = path.join(path.dirname(file), `.greenroom-${randomUUID()}.part`)
  try {
    await writeFile(draft, text, { encoding, mode: 0o600, flag: 'wx', flush: true })
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw describeSystemError(error, `“${file}”`) ?? error
  }
}
