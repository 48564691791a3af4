import type { ReadableDb } from '../../store/database.ts'
import { getSetting, setSetting } from '../../store/settings.ts'
import { writeStore } from '../../store/transactions.ts'
import type { Deps, Handlers } from '../deps.ts'
import { parseRemembered, type RememberedService } from './rules.ts'

const settingKey = 'service'

/** Builds the service's switch; on or off and the port are remembered for the next start. */
export function createService(
  deps: Pick<Deps, 'store' | 'service' | 'emit'>
): Handlers<'service.status' | 'service.start' | 'service.stop'> {
  return {
    'service.status': () => deps.service.status(),
    'service.start': async ({ port }) => {
      try {
        const status = await deps.service.start(port ?? readRememberedService(deps.store).port)
        if (status.state === 'on') await remember(deps, { on: true, port: status.port })
        return status
      } finally {
        deps.emit('service.changed', {})
      }
    },
    'service.stop': async () => {
      try {
        const status = await deps.service.stop()
        await remember(deps, { ...readRememberedService(deps.store), on: false })
        return status
      } finally {
        deps.emit('service.changed', {})
      }
    }
  }
}

/** What the user chose last: the composition root starts the service again when it was on. */
export function readRememberedService(db: ReadableDb): RememberedService {
  return parseRemembered(getSetting(db, settingKey))
}

function remember(deps: Pick<Deps, 'store'>, choice: RememberedService): Promise<void> {
  return writeStore(deps.store, () => setSetting(deps.store, settingKey, choice))
}
