import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { Failure } from '../preload/contract/reply.ts'
import type { FileHandles } from './core/deps.ts'

/** Keeps paths behind opaque names for the life of the process, so that no path crosses to the page or back. */
export function createFileHandles(): FileHandles {
  const paths = new Map<string, string>()
  return {
    add: (file) => {
      const handle = randomUUID()
      paths.set(handle, path.resolve(file))
      return handle
    },
    path: (handle) => {
      const file = paths.get(handle)
      if (file === undefined) throw new Failure('INVALID', 'That file is no longer known.', { remedy: 'Choose it again.' })
      return file
    }
  }
}
