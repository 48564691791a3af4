// A process that starts Greenroom on a home when it is told to, and ends: node start-once.ts <home>
import { once } from 'node:events'
import path from 'node:path'
import { pino } from 'pino'
import { createApp } from '../../src/main/app.ts'
import { preparePlaces } from '../../src/main/server/service-options.ts'
import { forkNode } from '../../src/main/spawn-node.ts'

const [home = '', part = ''] = process.argv.slice(2)
const root = path.resolve(import.meta.dirname, '../..')
process.send?.('ready')
await once(process, 'message')
if (part === 'service') preparePlaces({ home, port: 0 })
else {
  const app = await createApp({
    home,
    version: '0.0.0',
    entries: path.join(root, 'src/main'),
    extension: 'ts',
    resources: path.join(root, 'resources'),
    spawnNode: forkNode,
    nativeBinding: undefined,
    origin: 'command line',
    actAs: 'Ann',
    log: pino({ enabled: false }),
    logFile: path.join(home, 'logs', 'test.log')
  })
  const reply = await app.dispatcher.callUnknown('registries.list', {}, { callId: 'test', actor: app.actor })
  await app.close()
  if (!reply.ok) throw new Error(reply.failure.message)
  process.send?.(reply.value)
}
process.disconnect()
