import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { startedByTooOldNode } from './cli/node-version.ts'

/** Entry of the command line: checks the Node version before anything native is imported. */
async function main(): Promise<number> {
  const tooOld = startedByTooOldNode(process.versions)
  if (tooOld) {
    process.stderr.write(`${tooOld}\n`)
    return 1
  }
  process.umask(0o077)
  const stop = new AbortController()
  // Shells and launchers may send it twice: the second must not cut the closing off.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort())
  const root = path.resolve(import.meta.dirname, '../..')
  const { runProgram } = await import('./cli/program.ts')
  const { openCommandLineCore, serveRegistry } = await import('./cli-core.ts')
  const places = {
    root,
    version: readVersion(root),
    entries: import.meta.dirname,
    extension: import.meta.filename.endsWith('.ts') ? ('ts' as const) : ('js' as const),
    // Electron as Node (development only) needs the addon that was built for it; plain Node has the shipped one.
    nativeBinding: process.versions['electron'] ? process.env['GREENROOM_SQLITE_BINDING'] : undefined
  }
  return runProgram(process.argv.slice(2), {
    version: places.version,
    command: nameCommand(root),
    openCore: (actAs) => openCommandLineCore(places, actAs),
    serve: (options, report) => serveRegistry(places, options, stop.signal, report),
    signal: stop.signal,
    write: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text)
  })
}

function readVersion(root: string): string {
  const file = path.join(root, 'package.json')
  if (!existsSync(file)) return '0.0.0'
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version
}

/** How one calls the command line here: a clone has the sources. */
function nameCommand(root: string): string {
  if (!existsSync(path.join(root, 'src'))) return 'greenroom'
  const isByNpm = ['greenroom', 'start'].includes(process.env['npm_lifecycle_event'] ?? '')
  return isByNpm ? 'npm run -s greenroom --' : `node "${path.join(root, 'scripts', 'greenroom.mjs')}"`
}

process.exitCode = await main()
