import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { type Logger, pino } from 'pino'
import { createStream } from 'rotating-file-stream'

export type { Logger } from 'pino'

/** A JSON-lines log in `<home>/logs/greenroom.log`: 5 MB a file, four old ones kept. Never holds inputs, tokens or file contents. */
export function openLog(home: string, name: string): { readonly log: Logger; readonly file: string } {
  const folder = path.join(home, 'logs')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch {
    // A home that cannot be written is named by what needs it.
    return { log: pino({ enabled: false }), file: path.join(folder, `${name}.log`) }
  }
  const stream = createStream(`${name}.log`, { path: folder, size: '5M', maxFiles: 4, mode: 0o600 })
  // A log that cannot be written must not end the application.
  stream.on('error', () => undefined)
  return { log: pino({ base: { pid: process.pid } }, stream), file: path.join(folder, `${name}.log`) }
}
