import { Failure } from '../../preload/contract/reply.ts'

export const artifactLimits = { pathBytes: 1024, nameBytes: 255, depth: 64 } as const

/** Folder below the root for files on their way in; never listed, read or deleted by address. */
export const incomingFolder = '.incoming'
/** Stock MLflow's names for files on their way in (mlflow/store/artifact/local_artifact_repo.py). */
export const stockIncomingPrefix = '.artifact.uploading.'

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const control = /[\u0000-\u001f\u007f-\u009f]/
/** Characters that reorder or hide text, so that a name shows as another. */
const invisible = /[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/
/** What Windows cannot hold in a name, and `#`, which MLflow refuses because clients cut addresses there. */
const unportable = /[<>:"|?*#]/
const device = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])(\..*)?$/i

/**
 * Splits a relative artifact path (`/` between names, '' for the root) and refuses what could leave the root or what another platform
 * cannot hold. `isStrict` asks for portable names; without it only what is dangerous on this platform is refused.
 */
export function checkNames(path: string, isStrict: boolean): readonly string[] {
  if (path === '') return []
  const names = path.split('/')
  const problem =
    findPathProblem(path, names) ?? names.map((name) => findNameProblem(name, isStrict || process.platform === 'win32')).find(Boolean)
  if (problem) throw new Failure('UNSAFE_PATH', `Invalid path: ${problem}.`)
  return names
}

/** The form under which two names are the same file on some platform: composed, without case. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase().normalize('NFC')
}

/** True for files that an upload has not finished; they are not artifacts. */
export function isIncoming(name: string): boolean {
  return foldName(name) === incomingFolder || name.startsWith(stockIncomingPrefix)
}

function findPathProblem(path: string, names: readonly string[]): string | undefined {
  if (!path.isWellFormed()) return 'it is not valid Unicode'
  if (path.startsWith('/')) return 'it must be relative, without a leading /'
  if (path.includes('\\')) return 'names are separated by /, and \\ is not allowed'
  if (control.test(path)) return 'control characters are not allowed'
  if (Buffer.byteLength(path) > artifactLimits.pathBytes) return `it is longer than ${artifactLimits.pathBytes} bytes`
  if (names.length > artifactLimits.depth) return `it is deeper than ${artifactLimits.depth} folders`
  return undefined
}

function findNameProblem(name: string, isStrict: boolean): string | undefined {
  if (name === '') return 'it holds an empty name (// or a trailing /)'
  if (name === '.' || name === '..') return `the name ${name} is not allowed`
  if (Buffer.byteLength(name) > artifactLimits.nameBytes) return `a name is longer than ${artifactLimits.nameBytes} bytes`
  if (isIncoming(name)) return `the name '${name}' is reserved for unfinished uploads`
  if (!isStrict) return undefined
  if (unportable.test(name)) return `'${name}' holds one of < > : " | ? * #, which not every platform allows in names`
  if (invisible.test(name)) return 'invisible or text-reordering characters are not allowed in names'
  if (/[. ]$/.test(name)) return `'${name}' ends with a dot or a blank, which Windows drops`
  if (device.test(name)) return `'${name}' is the name of a device on Windows`
  return undefined
}
