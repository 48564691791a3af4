import path from 'node:path'
import { type Request, readArguments } from './links.ts'

/** What one start asks for: a page or a file to show, or nothing but the window; with the arguments that would ask for it again. */
export interface Start {
  readonly request: Request | null
  readonly args: readonly string[]
}

/** Keeps what starts ask for until a window can show it; once that window is gone, the last of them is owed a new one. */
export interface StartInbox {
  add(start: Start): void
  /** Hands over what waited, in order, and everything that follows. */
  open(listener: (request: Request | null) => void): void
  /** The window is gone for good: who starts Greenroom from now on means a new one. */
  close(): void
  /** Arguments of the last start since `close`, null when nobody asked. */
  startAgain(): readonly string[] | null
}

/** Makes an empty inbox. */
export function createStartInbox(): StartInbox {
  const waiting: Start[] = []
  let deliver: ((request: Request | null) => void) | null = null
  let isClosed = false
  let again: readonly string[] | null = null
  return {
    add: (start) => {
      if (isClosed) again = start.args
      else if (deliver) deliver(start.request)
      else waiting.push(start)
    },
    open: (listener) => {
      if (isClosed) return
      deliver = listener
      for (const { request } of waiting.splice(0)) listener(request)
    },
    close: () => {
      isClosed = true
    },
    startAgain: () => again
  }
}

/** Reads the arguments of a start in `folder`; a file is named in full, because the next start may happen elsewhere. */
export function readStart(args: readonly string[], folder: string): Start {
  const request = readArguments(args, folder)
  if (request?.kind !== 'file') return { request, args }
  return { request, args: args.map((one) => (path.resolve(folder, one) === request.file ? request.file : one)) }
}
