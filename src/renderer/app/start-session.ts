import { bridge, holdRequests, onEvent } from '../bridge.ts'
import { type Session, useSession } from '../panels/session.ts'
import { readAppearance, readHasStarted, readNavigation, readTables } from '../panels/settings.ts'

/** Before anything is drawn: a link or file that the start named must not be missed. */
export function prepareSession(): void {
  holdRequests()
}

/** Loads what the whole window needs. A failure is kept for the start page; calling it again tries again. */
export async function loadSession(): Promise<void> {
  try {
    const [appearance, tables, navigation, firstStart] = await Promise.all([
      bridge.settings.get({ key: 'appearance' }),
      bridge.settings.get({ key: 'columns' }),
      bridge.settings.get({ key: 'navigation' }),
      bridge.settings.get({ key: 'firstStart' }),
      // Each as it comes: kept back until all are there, an event's newer answer would be overwritten by the older one.
      load('registries', bridge.registries.list),
      load('people', bridge.people.list),
      load('service', bridge.service.status),
      load('requests', countRequests)
    ])
    useSession.setState({
      appearance: readAppearance(appearance),
      tables: readTables(tables),
      navigation: readNavigation(navigation),
      hasStarted: readHasStarted(firstStart),
      hasLoaded: true,
      failure: undefined
    })
  } catch (failure) {
    useSession.setState({ failure })
  }
}

/** Keeps the session fresh by the core's events; returns the stop function. */
export function followEvents(): () => void {
  const stops = [
    onEvent('registries.changed', () => void refresh('registries', bridge.registries.list)),
    onEvent('registry.changed', () => void refresh('registries', bridge.registries.list)),
    onEvent('people.changed', () => void refresh('people', bridge.people.list)),
    // Another person acts: other requests wait for them.
    onEvent('people.changed', () => void refresh('requests', countRequests)),
    onEvent('service.changed', () => void refresh('service', bridge.service.status)),
    onEvent('requests.changed', () => void refresh('requests', countRequests)),
    onEvent('jobs.changed', ({ jobs }) => useSession.setState({ jobs }))
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

/** Runs every call of the page on show again, and the session's own. */
export function refreshAll(): void {
  useSession.setState((session) => ({ refreshes: session.refreshes + 1 }))
  void loadSession()
}

const requestsAtOnce = 1000

async function countRequests(): Promise<Session['requests']> {
  for (let yours = 0, offset = 0; ; offset += requestsAtOnce) {
    const { rows, total } = await bridge.promotions.list({ show: 'open', offset, limit: requestsAtOnce })
    yours += rows.filter((request) => request.waitsForYou).length
    if (offset + rows.length >= total || rows.length === 0) return { open: total, yours }
  }
}

type Part = 'registries' | 'people' | 'service' | 'requests'

async function load<T>(part: Part, ask: () => Promise<T>): Promise<void> {
  useSession.setState({ [part]: await ask() })
}

/** One part of the session again; when that fails, the old value is still the best there is. */
async function refresh<T>(part: Part, ask: () => Promise<T>): Promise<void> {
  try {
    await load(part, ask)
  } catch {
    // The page that needs it reports its own failure.
  }
}
