import { getSetting, setSetting } from '../../store/settings.ts'
import { writeStore } from '../../store/transactions.ts'
import type { Deps, Handlers } from '../deps.ts'
import { throwIfRefused } from '../refusal.ts'
import { mayRemember } from './rules.ts'

/** Builds `settings.get` (null when nothing is remembered) and `settings.set` (null forgets). */
export function createSettings(deps: Pick<Deps, 'store'>): Handlers<'settings.get' | 'settings.set'> {
  return {
    'settings.get': ({ key }) => getSetting(deps.store, key),
    'settings.set': async ({ key, value }) => {
      throwIfRefused(mayRemember(key, JSON.stringify(value)))
      await writeStore(deps.store, () => setSetting(deps.store, key, value))
      return null
    }
  }
}
