import path from 'node:path'
import { pino } from 'pino'
import type { AppOptions } from '../../src/main/app.ts'
import { forkNode } from '../../src/main/spawn-node.ts'

const root = path.resolve(import.meta.dirname, '../..')

/** Options of the application run from source on a home folder, without a log. Needs no test runner: child processes use it too. */
export function chooseAppOptions(home: string, { origin, actAs }: Pick<AppOptions, 'origin' | 'actAs'>): AppOptions {
  return {
    home,
    version: '0.0.0',
    entries: path.join(root, 'src/main'),
    extension: 'ts',
    resources: path.join(root, 'resources'),
    spawnNode: forkNode,
    nativeBinding: undefined,
    origin,
    actAs,
    log: pino({ enabled: false }),
    logFile: path.join(home, 'logs', 'test.log')
  }
}
