import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { Failure } from '../preload/contract/reply.ts'
import type { FileHandles, FileUse } from './core/deps.ts'

/** Keeps paths behind opaque names for the life of the process, so that no path crosses to the page or back. A file that was shown to be read is never written to by its name. */
export function createFileHandles(): FileHandles {
  const chosen = new Map<string, { readonly file: string; readonly use: FileUse }>()
  return {
    add: (file, use) => {
      const handle = randomUUID()
      chosen.set(handle, { file: path.resolve(file), use })
      return handle
    },
    path: (handle, use) => {
      const found = chosen.get(handle)
      if (found === undefined) throw new Failure('INVALID', 'That file is no longer known.', { remedy: 'Choose it again.' })
      if (found.use !== use) throw refuseUse(path.basename(found.file), use)
      return found.file
    }
  }
}

function refuseUse(name: string, wanted: FileUse): Failure {
  return wanted === 'write'
    ? new Failure('INVALID', `“${name}” was chosen to be read, not to be written.`, { remedy: 'Choose where to save.' })
    : new Failure('INVALID', `“${name}” was chosen to be written, not to be read.`, { remedy: 'Choose the file to open.' })
}
