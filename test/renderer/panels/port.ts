import type { Bridge } from '../../../src/preload/contract/bridge.ts'
import type { CallInput, CallName, CallValue } from '../../../src/preload/contract/calls.ts'
import { Failure } from '../../../src/preload/contract/reply.ts'

export type Answers = { readonly [N in CallName]?: (input: CallInput<N>) => CallValue<N> | Promise<CallValue<N>> }

export interface Port {
  /** What the page asked for, in order. */
  readonly asked: { readonly name: string; readonly input: unknown }[]
  readonly cancelled: string[]
  emit(name: string, payload?: unknown): void
}

/** Puts a core behind `window.bridge` that answers by name; a call without an answer fails as a missing thing does. */
export function plugIn(answers: Answers): Port {
  const asked: { name: string; input: unknown }[] = []
  const cancelled: string[] = []
  const listeners = new Set<(name: string, payload: unknown) => void>()
  const ending = new Map<string, (reply: { ok: false; failure: ReturnType<Failure['toShape']> }) => void>()
  const bridge: Bridge = {
    call: (callId, name, input) => {
      asked.push({ name, input })
      return Promise.race([
        new Promise<never>((resolve) => ending.set(callId, resolve as never)),
        answer(answers[name as CallName] as ((input: unknown) => unknown) | undefined, name, input)
      ])
    },
    cancel: (callId) => {
      cancelled.push(callId)
      ending.get(callId)?.({ ok: false, failure: new Failure('CANCELLED', 'stopped').toShape() })
    },
    on: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    drop: async () => ({ ok: false, failure: new Failure('UNSUPPORTED', 'nothing is dropped here').toShape() })
  }
  Object.assign(window, { bridge })
  // happy-dom has no fonts; fields that grow with their text wait for them.
  if (!('fonts' in document)) Object.defineProperty(document, 'fonts', { value: new EventTarget() })
  return { asked, cancelled, emit: (name, payload = {}) => listeners.forEach((hear) => void hear(name, payload)) }
}

async function answer(give: ((input: unknown) => unknown) | undefined, name: string, input: unknown) {
  try {
    if (!give) throw new Failure('NOT_FOUND', `nothing answers ${name}`)
    return { ok: true as const, value: await give(input) }
  } catch (thrown) {
    return { ok: false as const, failure: thrown instanceof Failure ? thrown.toShape() : new Failure('INTERNAL', String(thrown)).toShape() }
  }
}
