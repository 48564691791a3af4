import { statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Failure } from '../../preload/contract/reply.ts'

const scheme = /^([a-z][a-z0-9+.-]+):/i

/** The file of `sqlite:///relative.db` or `sqlite:////absolute.db` as SQLAlchemy reads them, relative to `folder`. Throws INVALID or UNSUPPORTED, with what to do. */
export function readDatabaseAddress(uri: string, folder: string): string {
  const [, kind = ''] = scheme.exec(uri) ?? []
  // A single letter is a drive of Windows.
  if (kind.length < 2) throw describePath(uri, uri, folder)
  if (kind.toLowerCase() === 'file') throw describePath(uri, toLocalPath(uri, folder), folder)
  if (!/^sqlite(\+pysqlite)?$/i.test(kind))
    throw new Failure('UNSUPPORTED', `“${uri}” is not an SQLite address; other databases are not supported.`, {
      remedy: 'Give sqlite:///FILE.'
    })
  const [, file = '', query = ''] = /^[^:]+:\/\/\/([^?]*)(\?.*)?$/s.exec(uri) ?? []
  if (file === '' || file === ':memory:' || new URLSearchParams(query).get('uri') === 'true')
    throw new Failure('INVALID', `“${uri}” names no file.`, {
      remedy: 'Give sqlite:///FILE with a path relative to this folder, or sqlite:////FILE with an absolute one.'
    })
  if (query.length > 1)
    throw new Failure('INVALID', `“${uri}” ends in “${query}”: the service opens a database in its own way alone.`, {
      remedy: `Leave that out: ${uri.slice(0, -query.length)}`
    })
  const database = path.resolve(folder, file)
  refuseMissingFolder(uri, path.dirname(database), file)
  return database
}

/** A mistyped path is not to become folders. */
function refuseMissingFolder(uri: string, parent: string, file: string): void {
  const found = statSync(parent, { throwIfNoEntry: false })
  if (found?.isDirectory()) return
  if (found) throw new Failure('INVALID', `“${uri}”: “${parent}” is a file, not a folder.`, { remedy: 'Correct the path.' })
  const home = file.startsWith('~') ? ' “~” is not expanded in an address: write the folder out.' : ''
  throw new Failure('INVALID', `“${uri}”: there is no folder “${parent}”.${home}`, {
    remedy: 'Make that folder, or correct the path. Three slashes are relative to this folder, four absolute.'
  })
}

/** Stands before every path: '' or '/prefix'. Throws INVALID for anything else. */
export function readStaticPrefix(text: string): string {
  if (text === '' || /^(\/[\w.~-]+)+$/.test(text)) return text
  throw new Failure('INVALID', `“${text}” is no path prefix.`, { remedy: 'Start it with / and do not end it with one.' })
}

/** Why a path without sqlite: is no address: MLflow would take it for a folder of files, but people also name the database so. */
function describePath(uri: string, local: string, folder: string): Failure {
  const found = statSync(path.resolve(folder, local), { throwIfNoEntry: false })
  if (found?.isFile() || (!found?.isDirectory() && /\.(db|sqlite3?)$/i.test(local)))
    return new Failure('INVALID', `“${uri}” is the path of a file; a database is named by its address.`, {
      remedy: `Give sqlite:///${local}`
    })
  return new Failure('UNSUPPORTED', `“${uri}” is a folder of files; the service keeps a registry in a database.`, {
    remedy: 'Give sqlite:///FILE. MLflow moves a folder into one: mlflow migrate-filestore.'
  })
}

/** The address under which new experiments keep artifacts: a local one becomes absolute as MLflow makes it, others stay. Throws INVALID. */
export function readArtifactRoot(text: string, folder: string): string {
  const [, kind = ''] = scheme.exec(text) ?? []
  if (kind === '') return path.resolve(folder, text)
  if (kind.toLowerCase() !== 'file') return text
  const local = toLocalPath(text, folder)
  return /^file:\/\/\/./i.test(text) ? text : pathToFileURL(local).href
}

/** The folder behind `mlflow-artifacts:/`: a path or a `file:` address, relative to `folder`. Throws INVALID, and UNSUPPORTED for what is not on this computer. */
export function readArtifactsDestination(text: string, folder: string): string {
  const [, kind = ''] = scheme.exec(text) ?? []
  if (kind === '') return path.resolve(folder, text)
  if (kind.toLowerCase() === 'file') return toLocalPath(text, folder)
  throw new Failure('UNSUPPORTED', `The service cannot keep artifacts at “${text}”: it stores them in a folder of this computer.`, {
    remedy: `Give a folder, or let clients write there themselves: --no-serve-artifacts --default-artifact-root ${text}`
  })
}

function toLocalPath(text: string, folder: string): string {
  try {
    if (/^file:\/\//i.test(text)) return fileURLToPath(text)
    return path.resolve(folder, decodeURIComponent(text.slice('file:'.length)))
  } catch {
    throw new Failure('INVALID', `“${text}” is not the address of a folder of this computer.`, {
      remedy: 'Give file:///PATH, or the path alone.'
    })
  }
}
