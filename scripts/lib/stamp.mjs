import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** The SHA-256 of some texts or buffers, in hex. */
export function hashOf(...parts) {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex')
}

/** The text of a file, or undefined when there is none. */
export function readText(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** Writes a file in one piece: a reader sees the old text or the new one. */
export function writeText(file, text) {
  mkdirSync(path.dirname(file), { recursive: true })
  const next = `${file}.${process.pid}`
  writeFileSync(next, text)
  renameSync(next, file)
}

/** The SHA-256 over names and contents of files and whole folders; what is missing counts as empty. */
export function hashFiles(places, isSkipped = () => false) {
  const hash = createHash('sha256')
  const add = (place) => {
    let entries
    try {
      entries = readdirSync(place, { withFileTypes: true })
    } catch {
      hash.update(`${place}\0`).update(readIfPresent(place)).update('\0')
      return
    }
    entries.sort((left, right) => (left.name < right.name ? -1 : 1))
    for (const entry of entries) if (!isSkipped(entry.name)) add(path.join(place, entry.name))
  }
  for (const place of places) add(place)
  return hash.digest('hex')
}

function readIfPresent(file) {
  try {
    return readFileSync(file)
  } catch {
    return ''
  }
}
