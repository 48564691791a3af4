import type { z } from 'zod'
import { type CallInput, type CallName, type CallValue, calls } from '../preload/contract/calls.ts'
import type { Job } from '../preload/contract/events.ts'
import { Failure, type FailureShape, type Reply } from '../preload/contract/reply.ts'
import { describeSystemError, placeOf } from '../preload/contract/system-failures.ts'
import type { Actor, CallContext, Handler, Handlers } from './core/deps.ts'

export interface Caller {
  readonly callId: string
  readonly actor: Actor
  readonly signal?: AbortSignal | undefined
}

/** The one door to core for window, command line, service and tests. */
export interface Dispatcher {
  call<N extends CallName>(name: N, input: CallInput<N>, caller: Caller): Promise<Reply<CallValue<N>>>
  /** The same for names that come from outside the type system. */
  callUnknown(name: string, input: unknown, caller: Caller): Promise<Reply<unknown>>
  cancel(callId: string): void
}

export interface DispatchPorts {
  /** The application's data folder: what SQLite says is about a file in it. */
  readonly home?: string
  jobsChanged(jobs: readonly Job[]): void
  /** Hears of every failure that is a defect of ours. */
  failed(name: string, error: unknown): void
}

/** Builds the dispatcher over the handlers: name → schema → function → Reply. Never rejects. */
export function createDispatcher(handlers: Partial<Handlers<CallName>>, ports: DispatchPorts): Dispatcher {
  const running = new Map<string, AbortController>()
  const jobs = new Map<string, Job>()
  const announce = () => ports.jobsChanged([...jobs.values()])

  const callUnknown: Dispatcher['callUnknown'] = async (name, input, caller) => {
    const handler = Object.hasOwn(handlers, name) ? (handlers[name as CallName] as Handler<CallName> | undefined) : undefined
    if (!handler) return refuse('UNSUPPORTED', `There is no call “${name}” here.`)
    const parsed = calls[name as CallName].input.safeParse(input ?? {})
    if (!parsed.success) return { ok: false, failure: describeInvalid(name, parsed.error) }
    if (running.has(caller.callId)) return refuse('INVALID', `The call id “${caller.callId}” is in use.`)

    const abort = new AbortController()
    running.set(caller.callId, abort)
    const context: CallContext = {
      callId: caller.callId,
      actor: caller.actor,
      signal: caller.signal ? AbortSignal.any([abort.signal, caller.signal]) : abort.signal,
      report: (progress) => {
        jobs.set(caller.callId, { callId: caller.callId, ...progress })
        announce()
      }
    }
    try {
      return { ok: true, value: await handler(parsed.data as never, context) }
    } catch (error) {
      return { ok: false, failure: describe(name, error, ports) }
    } finally {
      running.delete(caller.callId)
      if (jobs.delete(caller.callId)) announce()
    }
  }

  return {
    callUnknown,
    call: (name, input, caller) => callUnknown(name, input, caller) as never,
    cancel: (callId) => running.get(callId)?.abort(new Failure('CANCELLED', 'Cancelled.'))
  }
}

function describe(name: string, error: unknown, ports: DispatchPorts): FailureShape {
  if (error instanceof Failure) return error.toShape()
  if (error instanceof Error && error.name === 'AbortError') return { code: 'CANCELLED', message: 'Cancelled.' }
  const known = describeSystemError(error, placeOf(error, ports.home ? `“${ports.home}”` : 'Greenroom’s folder'))
  if (known) return known.toShape()
  ports.failed(name, error)
  return {
    code: 'INTERNAL',
    message: `“${name}” failed for a reason that Greenroom did not expect.`,
    remedy: 'The log has the details; nothing was half-written.'
  }
}

function describeInvalid(name: string, error: z.ZodError): FailureShape {
  const issue = error.issues[0]
  const field = issue?.path.join('.') || 'input'
  const message = `${name}: ${field}: ${issue?.message ?? 'not understood'}`
  return { code: 'INVALID', message, remedy: `Correct “${field}” and try again.`, details: { field } }
}

function refuse(code: 'UNSUPPORTED' | 'INVALID', message: string): Reply<never> {
  return { ok: false, failure: { code, message } }
}
