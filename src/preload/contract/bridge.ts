import type { ChosenFile } from './common.ts'
import type { Reply } from './reply.ts'

/** What the preload exposes as `window.bridge`, and nothing else. */
export interface Bridge {
  /** Runs a call of the contract. `callId` is made by the caller, so that it can cancel. */
  call(callId: string, name: string, input: unknown): Promise<Reply<unknown>>
  cancel(callId: string): void
  /** Hears every event; returns the stop function. */
  on(listener: (name: string, payload: unknown) => void): () => void
  /** Turns a dropped File into an opaque handle; its path never reaches the page. */
  drop(file: unknown): Promise<Reply<ChosenFile>>
}
