import type { Bridge } from '../preload/contract/bridge.ts'
import type { CallInput, CallName, CallValue } from '../preload/contract/calls.ts'
import type { ChosenFile } from '../preload/contract/common.ts'
import type { EventName, Events } from '../preload/contract/events.ts'
import { Failure, type Reply } from '../preload/contract/reply.ts'

/** `signal` cancels the act itself; `callId` lets the caller find its job in `jobs.changed`. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  readonly callId?: string
}

type NounOf<N> = N extends `${infer Noun}.${string}` ? Noun : never
type VerbOf<N, Noun extends string> = N extends `${Noun}.${infer Verb}` ? Verb : never
type Invoke<N extends CallName> =
  Record<string, never> extends CallInput<N>
    ? (input?: CallInput<N>, options?: CallOptions) => Promise<CallValue<N>>
    : (input: CallInput<N>, options?: CallOptions) => Promise<CallValue<N>>

/** The contract as objects: `bridge.versions.list(input)`. */
export type BridgeCalls = {
  readonly [Noun in NounOf<CallName>]: {
    readonly [Verb in VerbOf<CallName, Noun>]: Invoke<Extract<CallName, `${Noun}.${Verb}`>>
  }
}

/** The page's whole way out. */
export interface BridgeClient {
  /** Every call of the contract; the promise gives the value or rejects with a `Failure`. */
  readonly bridge: BridgeCalls
  /** Listens from now on: what another start asks for waits until the page is drawn and hears it. */
  holdRequests(): void
  /** Hears one event by name; returns the stop function. */
  onEvent<N extends EventName>(name: N, listener: (payload: Events[N]) => void): () => void
  /** Turns a dropped File into an opaque handle. Throws `Failure` when it is not a file of this computer. */
  dropFile(file: File): Promise<ChosenFile>
  /** Cancels a call by its id, as jobs name it. */
  cancelCall(callId: string): void
}

/** Builds the client over whatever `readPort` gives; a page without a preload gets a Failure, not a crash. */
export function createBridgeClient(readPort: () => Bridge | undefined): BridgeClient {
  const openPort = () => {
    const port = readPort()
    if (!port) throw new Failure('INTERNAL', 'This page has no connection to Greenroom', { remedy: 'Open it in the Greenroom window.' })
    return port
  }
  const call = async (name: string, input: unknown, options: CallOptions = {}) =>
    unwrap(await runCall(openPort(), name, input ?? {}, options))
  const events = shareEvents(openPort)
  return {
    bridge: proxyNames((noun) => proxyNames((verb) => (input: unknown, options?: CallOptions) => call(`${noun}.${verb}`, input, options))),
    onEvent: events.onEvent,
    holdRequests: () => {
      if (readPort()) events.holdRequests()
    },
    dropFile: async (file) => unwrap(await openPort().drop(file)),
    cancelCall: (callId) => openPort().cancel(callId)
  }
}

/** Sends one call; an abort tells the core and rejects at once, since nobody waits any longer. */
async function runCall(port: Bridge, name: string, input: unknown, options: CallOptions): Promise<Reply<unknown>> {
  const { signal } = options
  const cancelled = () => new Failure('CANCELLED', `${name} was cancelled`)
  if (signal?.aborted) throw cancelled()
  const callId = options.callId ?? crypto.randomUUID()
  if (!signal) return port.call(callId, name, input)
  return new Promise((resolve, reject) => {
    const abort = () => {
      port.cancel(callId)
      reject(cancelled())
    }
    signal.addEventListener('abort', abort, { once: true })
    port
      .call(callId, name, input)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort))
  })
}

function unwrap<T>(reply: Reply<T>): T {
  if (reply.ok) return reply.value
  throw Failure.from(reply.failure)
}

/** An object whose every property is made from its name. `then` stays undefined, or awaiting it would call it. */
function proxyNames<T extends object>(make: (name: string) => unknown): T {
  return new Proxy({} as T, { get: (_target, name) => (typeof name === 'string' && name !== 'then' ? make(name) : undefined) })
}

/** One listener on the port however many the page has: the preload's emitter warns above ten. */
function shareEvents(openPort: () => Bridge): Pick<BridgeClient, 'onEvent' | 'holdRequests'> {
  const listeners = new Map<string, Set<(payload: never) => void>>()
  const held = new Map<string, unknown>()
  let isHolding = false
  let stop: (() => void) | undefined
  const listen = () => {
    stop ??= openPort().on((name, payload) => {
      const mine = [...(listeners.get(name) ?? [])]
      if (mine.length === 0 && requests.has(name)) held.set(name, payload)
      for (const hear of mine) hear(payload as never)
    })
  }
  return {
    holdRequests: () => {
      isHolding = true
      listen()
    },
    onEvent: (name, listener) => {
      const mine = listeners.get(name) ?? new Set()
      listeners.set(name, mine.add(listener))
      listen()
      if (held.has(name)) listener(held.get(name) as never)
      held.delete(name)
      return () => {
        mine.delete(listener)
        if (isHolding || [...listeners.values()].some((set) => set.size > 0)) return
        stop?.()
        stop = undefined
      }
    }
  }
}

const requests: ReadonlySet<string> = new Set<EventName>(['page.requested', 'file.requested'])

/** The calls, events and dropped files of this window. */
export const { bridge, onEvent, holdRequests, dropFile, cancelCall } = createBridgeClient(() => window.bridge)
