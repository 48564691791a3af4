import type { ComparedFile } from '../../../preload/contract/comparisons.ts'
import { formatSize } from './formats.ts'

/** One file below a version or run; `sha256` null where it was too large to hash. */
export interface FileFact {
  readonly path: string
  /** Bytes. */
  readonly size: number
  readonly sha256: string | null
}

/** The files of one side. */
export interface FileListing {
  readonly files: readonly FileFact[]
  /** True: there are more, which were not read. */
  readonly isCut: boolean
}

/** Files of one side that are listed; nobody reads more rows. */
export const fileLimit = 1000
/** Ends like a folder, so that no file has this name; sorted before all that begin with a letter. */
export const beyondKey = '(files beyond the first 1,000)/'

const notRead: ComparedFile = { size: null, sha256: null }

/** The files of a side by path, and what stands for one that is not among them: nothing, unless the list was cut. */
export function indexFiles(listing: FileListing = { files: [], isCut: false }): {
  readonly files: ReadonlyMap<string, ComparedFile>
  readonly absent: ComparedFile | null
} {
  const files = new Map<string, ComparedFile>(listing.files.map(({ path, size, sha256 }) => [path, { size, sha256 }]))
  if (!listing.isCut) return { files, absent: null }
  return { files: files.set(beyondKey, notRead), absent: notRead }
}

/** Gives `12.1 KB · 1f3870be274f`: rounded for reading, never for comparing. Sizes that alone are compared are exact. */
export function describeFile(file: ComparedFile | null): string | null {
  if (file === null) return null
  if (file.size === null) return 'not compared'
  if (file.sha256 === null) return `${formatSize(file.size)} (${file.size.toLocaleString('en-US')} bytes) · not hashed`
  return `${formatSize(file.size)} · ${file.sha256.slice(0, 12)}`
}
