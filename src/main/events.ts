import type { EventName, Events } from '../preload/contract/events.ts'

export type EventListener = <N extends EventName>(name: N, payload: Events[N]) => void

/** A plain list of listeners: core emits, windows listen. */
export interface EventHub {
  emit<N extends EventName>(name: N, payload: Events[N]): void
  /** Hears every event; gives the stop function. */
  listen(listener: EventListener): () => void
}

/** Makes an event hub; a listener that throws is reported and does not stop the others. */
export function createEventHub(failed: (error: unknown) => void): EventHub {
  const listeners = new Set<EventListener>()
  return {
    emit: (name, payload) => {
      for (const listener of listeners) {
        try {
          listener(name, payload)
        } catch (error) {
          failed(error)
        }
      }
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    }
  }
}
