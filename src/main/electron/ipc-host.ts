import { type IpcMainEvent, type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron'
import type { ChosenFile } from '../../preload/contract/common.ts'
import type { EventName, Events } from '../../preload/contract/events.ts'
import type { Reply } from '../../preload/contract/reply.ts'
import type { Actor } from '../core/deps.ts'
import type { Dispatcher } from '../dispatch.ts'
import { pageOrigin } from './protocol.ts'

export interface IpcHostOptions {
  readonly dispatcher: Dispatcher
  /** The person shown in the window. */
  actor(): Actor
  accept(path: string): ChosenFile
  readonly developmentUrl: string | undefined
}

/** More calls than a person or a page can mean at once. */
const maxRunning = 256

/** Connects the three fixed channels to the dispatcher, after checking that the sender is our page's top frame. */
export function serveCalls(options: IpcHostOptions): void {
  let running = 0
  const isOurs = (event: IpcMainInvokeEvent | IpcMainEvent) => isTrusted(event, options.developmentUrl)

  ipcMain.handle('greenroom:call', async (event, callId: unknown, name: unknown, input: unknown): Promise<Reply<unknown>> => {
    if (!isOurs(event)) return refuse('FORBIDDEN', 'This sender may not call.')
    if (typeof callId !== 'string' || typeof name !== 'string' || callId.length > 64)
      return refuse('INVALID', 'A call needs an id and a name.')
    if (running >= maxRunning) return refuse('BUSY', `More than ${maxRunning} calls are running.`, 'Try again in a moment.')
    running += 1
    try {
      return await options.dispatcher.callUnknown(name, input, { callId, actor: options.actor })
    } finally {
      running -= 1
    }
  })
  ipcMain.on('greenroom:cancel', (event, callId: unknown) => {
    if (isOurs(event) && typeof callId === 'string') options.dispatcher.cancel(callId)
  })
  ipcMain.handle('greenroom:drop', (event, path: unknown): Reply<ChosenFile> => {
    if (!isOurs(event)) return refuse('FORBIDDEN', 'This sender may not call.')
    if (typeof path !== 'string' || path === '')
      return refuse('INVALID', 'What was dropped is not a file on this computer.', 'Save it first, then drop the file.')
    return { ok: true, value: options.accept(path) }
  })
}

/** Sends one event to the page. */
export function sendEvent<N extends EventName>(contents: WebContents, name: N, payload: Events[N]): void {
  if (!contents.isDestroyed()) contents.send('greenroom:event', name, payload)
}

function isTrusted(event: IpcMainInvokeEvent | IpcMainEvent, developmentUrl: string | undefined): boolean {
  const frame = event.senderFrame
  if (!frame || frame.parent !== null) return false
  return frame.url.startsWith(`${pageOrigin}/`) || (developmentUrl !== undefined && frame.url.startsWith(developmentUrl))
}

function refuse(
  code: 'FORBIDDEN' | 'INVALID' | 'BUSY',
  message: string,
  remedy = 'Start Greenroom again: its parts may be of different versions.'
): Reply<never> {
  return { ok: false, failure: { code, message, remedy } }
}
