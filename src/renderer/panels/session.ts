import { useEffect, useRef } from 'react'
import { useMatch, useParams } from 'react-router'
import { create } from 'zustand'
import type { Job } from '../../preload/contract/events.ts'
import type { People, Person } from '../../preload/contract/people.ts'
import type { Registry } from '../../preload/contract/registries.ts'
import type { ServiceStatus } from '../../preload/contract/service.ts'
import { type Appearance, defaultAppearance, defaultNavigation, type Navigation, type TableSetting } from './settings.ts'

/** What the whole window knows; loaded and kept fresh by app/start-session. */
export interface Session {
  readonly registries: readonly Registry[]
  /** False until registries, people and settings came for the first time. */
  readonly hasLoaded: boolean
  /** What kept the window from loading. */
  readonly failure: unknown
  readonly people: People | null
  readonly service: ServiceStatus | null
  readonly jobs: readonly Job[]
  /** Requests of all registries that are not closed, and those of them that the acting person may decide. */
  readonly requests: { readonly open: number; readonly yours: number }
  readonly appearance: Appearance
  readonly navigation: Navigation
  /** Remembered columns by table. */
  readonly tables: Readonly<Record<string, TableSetting>>
  readonly hasStarted: boolean
  /** Counts F5: every call of a page runs again when it changes. */
  readonly refreshes: number
  readonly pageTitle: string
  /** Handlers of page commands, the newest last. */
  readonly commandHandlers: readonly CommandHandler[]
}

interface CommandHandler {
  readonly command: string
  readonly run: () => void
}

/** The session's store. Features read it with a selector; only app and panels write it. */
export const useSession = create<Session>()(() => ({
  registries: [],
  hasLoaded: false,
  failure: undefined,
  people: null,
  service: null,
  jobs: [],
  requests: { open: 0, yours: 0 },
  appearance: defaultAppearance,
  navigation: defaultNavigation,
  tables: {},
  hasStarted: false,
  refreshes: 0,
  pageTitle: '',
  commandHandlers: []
}))

/** The registry that the address names; on pages without one, the last that was looked at. '' before anything is open. */
export function useRegistryId(): string {
  const { registry } = useParams()
  // Parameters reach only components inside the route; the shell stands outside of it.
  const match = useMatch('/r/:registry/*')
  return useSession((session) => registry ?? match?.params.registry ?? pickRegistry(session.registries, session.navigation.registry))
}

/** The current registry, undefined while it is not open. */
export function useRegistry(): Registry | undefined {
  const id = useRegistryId()
  return useSession((session) => session.registries.find((registry) => registry.id === id))
}

/** Whether changes are refused here, and why in words for a tooltip; '' when they are allowed. */
export function useReadOnlyReason(): string {
  const registry = useRegistry()
  if (!registry) return 'No registry is open.'
  return registry.isReadOnly ? `${registry.name} is read-only.` : ''
}

/** The person who acts in this window. */
export function usePerson(): Person | undefined {
  return useSession((session) => session.people?.people.find((person) => person.id === session.people?.currentId))
}

/** Lets the page on show answer a command of menu, palette or keys, e.g. `snapshot.export`. */
export function useCommand(command: string, run: () => void): void {
  const latest = useRef(run)
  latest.current = run
  useEffect(() => {
    const handler = { command, run: () => latest.current() }
    useSession.setState((session) => ({ commandHandlers: [...session.commandHandlers, handler] }))
    return () => useSession.setState((session) => ({ commandHandlers: session.commandHandlers.filter((one) => one !== handler) }))
  }, [command])
}

/** The remembered registry if it is still open or about to be, else the first that is open. */
export function pickRegistry(registries: readonly Registry[], remembered: string): string {
  const last = registries.find((registry) => registry.id === remembered && registry.state !== 'failed')
  return (last ?? registries.find((registry) => registry.state === 'open') ?? registries[0])?.id ?? ''
}
