// A process that starts Greenroom on a home when it is told to, and ends: node start-once.ts <home>
import { once } from 'node:events'
import { createApp } from '../../src/main/app.ts'
import { preparePlaces } from '../../src/main/server/service-options.ts'
import { chooseAppOptions } from '../support/app-options.ts'

const [home = '', part = ''] = process.argv.slice(2)
process.send?.('ready')
await once(process, 'message')
if (part === 'service') preparePlaces({ home, port: 0 })
else {
  const app = await createApp(chooseAppOptions(home, { origin: 'command line', actAs: 'Ann' }))
  const reply = await app.dispatcher.callUnknown('registries.list', {}, { callId: 'test', actor: app.actor })
  await app.close()
  if (!reply.ok) throw new Error(reply.failure.message)
  process.send?.(reply.value)
}
process.disconnect()
