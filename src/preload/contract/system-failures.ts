import { Failure } from './reply.ts'

// A file size limit of the process shows as IOERR_WRITE, a full volume as FULL, or as SHMSIZE when a database is opened on it.
const fullCodes = ['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_SHMSIZE', 'ENOSPC', 'EDQUOT', 'EFBIG']
const readOnlyCodes = ['EROFS', 'EACCES', 'EPERM']
const noFolderCodes = ['ENOTDIR', 'EEXIST']
const descriptorCodes = ['EMFILE', 'ENFILE']

/** The file that an error of the operating system names, in quotes; `otherwise` where it names none, as SQLite never does. */
export function placeOf(error: unknown, otherwise: string): string {
  const path = (error as { path?: unknown } | null)?.path
  return typeof path === 'string' && path !== '' ? `“${path}”` : otherwise
}

/** What the operating system or SQLite said about `place` (a folder or file as people know it, e.g. `“/home/ann/greenroom”`) as a failure of ours; null for any other error. */
export function describeSystemError(error: unknown, place: string): Failure | null {
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code !== 'string' || error instanceof Failure) return null
  if (fullCodes.includes(code))
    return new Failure('DISK_FULL', `The disk of ${place} is full. Nothing was half-written.`, {
      remedy: 'Free some space and try again.'
    })
  if (code.startsWith('SQLITE_READONLY') || readOnlyCodes.includes(code) || isUnmakeable(error))
    return new Failure('READ_ONLY', `There is no permission for ${place}, or its disk is read-only. Nothing was changed.`, {
      remedy: 'Give yourself permission to read and write it, and try again.'
    })
  if (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_LOCKED')
    return new Failure('BUSY', `Another program is writing to ${place}.`, { remedy: 'Try again in a moment.' })
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB')
    return new Failure('CORRUPT', `The database is damaged, or not an SQLite database: ${place}.`, {
      remedy: 'Restore it from a copy or a snapshot.'
    })
  return describeUnreachable(code, place)
}

/** Node says ENOENT of a folder that it was to make, with those above it, on a read-only disk. */
function isUnmakeable(error: unknown): boolean {
  const { code, syscall } = error as { code?: unknown; syscall?: unknown }
  return code === 'ENOENT' && syscall === 'mkdir'
}

function describeUnreachable(code: string, place: string): Failure | null {
  if (code.startsWith('SQLITE_CANTOPEN'))
    return new Failure('NOT_FOUND', `The database cannot be opened: ${place}.`, {
      remedy: 'Check that it is there and that you may read and write it and its folder.'
    })
  if (noFolderCodes.includes(code))
    return new Failure('INVALID', `${place} cannot be used: a file stands where a folder is needed.`, {
      remedy: 'Move that file away or choose another folder.'
    })
  if (descriptorCodes.includes(code))
    return new Failure('BUSY', 'This computer has too many files open.', { remedy: 'Close other programs and try again.' })
  if (code.startsWith('SQLITE_IOERR') || code === 'EIO')
    return new Failure('CORRUPT', `The disk of ${place} failed while it was read or written (${code}).`, {
      remedy: 'Check the disk and make a copy of the folder.'
    })
  return null
}
