import type { ChosenFile } from './common.ts'

/** A long act in progress; `total` null while unknown. `unit` says what is counted. */
export interface Job {
  readonly callId: string
  readonly title: string
  readonly done: number
  readonly total: number | null
  readonly unit: 'bytes' | 'files' | 'rows' | 'steps'
}

/** Events only announce; pages then ask again by the ordinary route. */
export interface Events {
  'registries.changed': Record<string, never>
  'registry.changed': { readonly registryId: string }
  'requests.changed': Record<string, never>
  'activity.changed': Record<string, never>
  'predictions.changed': Record<string, never>
  'people.changed': Record<string, never>
  'service.changed': Record<string, never>
  'jobs.changed': { readonly jobs: readonly Job[] }
  /** A menu item or accelerator was used. */
  'command.invoked': { readonly command: string }
  /** A link, argument or second start asks for a page; `path` is a route of the window. */
  'page.requested': { readonly path: string }
  /** A start or a second one names a file to open. */
  'file.requested': ChosenFile
}
export type EventName = keyof Events

export const eventNames = [
  'registries.changed',
  'registry.changed',
  'requests.changed',
  'activity.changed',
  'predictions.changed',
  'people.changed',
  'service.changed',
  'jobs.changed',
  'command.invoked',
  'page.requested',
  'file.requested'
] as const satisfies readonly EventName[]
