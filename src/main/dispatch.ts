import type { z } from 'zod'
import { type CallInput, type CallName, type CallValue, calls } from '../preload/contract/calls.ts'
import type { Job } from '../preload/contract/events.ts'
import { Failure, type FailureCode, type FailureShape, type Reply } from '../preload/contract/reply.ts'
import { describeSystemError, placeOf } from '../preload/contract/system-failures.ts'
import type { Actor, CallContext, Handler, Handlers } from './core/deps.ts'

export interface Caller {
  readonly callId: string
  /** Who acts; a function is asked where its failure becomes the call's. */
  readonly actor: Actor | (() => Actor)
  readonly signal?: AbortSignal | undefined
}

/** The one door to core for window, command line, service and tests. */
export interface Dispatcher {
  call<N extends CallName>(name: N, input: CallInput<N>, caller: Caller): Promise<Reply<CallValue<N>>>
  /** The same for names that come from outside the type system. */
  callUnknown(name: string, input: unknown, caller: Caller): Promise<Reply<unknown>>
  cancel(callId: string): void
  /** Runs what nobody called as a job that the status bar shows and can cancel by its id. Settles as `work` does. */
  runJob<T>(callId: string, work: (context: Pick<CallContext, 'signal' | 'report'>) => Promise<T>): Promise<T>
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

  const makeReport =
    (callId: string): CallContext['report'] =>
    (progress) => {
      jobs.set(callId, { callId, ...progress })
      announce()
    }
  const end = (callId: string) => {
    running.delete(callId)
    if (jobs.delete(callId)) announce()
  }

  const callUnknown: Dispatcher['callUnknown'] = async (name, input, caller) => {
    const handler = Object.hasOwn(handlers, name) ? (handlers[name as CallName] as Handler<CallName> | undefined) : undefined
    if (!handler) return refuse('UNSUPPORTED', `There is no call “${name.slice(0, 100)}” here.`)
    const parsed = parse(name as CallName, input)
    if ('failure' in parsed) return { ok: false, failure: parsed.failure }
    if (running.has(caller.callId)) return refuse('INVALID', `The call id “${caller.callId}” is in use.`)

    const abort = new AbortController()
    running.set(caller.callId, abort)
    const makeContext = (): CallContext => ({
      callId: caller.callId,
      actor: typeof caller.actor === 'function' ? caller.actor() : caller.actor,
      signal: caller.signal ? AbortSignal.any([abort.signal, caller.signal]) : abort.signal,
      report: makeReport(caller.callId)
    })
    try {
      return { ok: true, value: await handler(parsed.input as never, makeContext()) }
    } catch (error) {
      return { ok: false, failure: describe(name, input, error, ports) }
    } finally {
      end(caller.callId)
    }
  }

  const runJob: Dispatcher['runJob'] = async (callId, work) => {
    const abort = new AbortController()
    running.set(callId, abort)
    try {
      return await work({ signal: abort.signal, report: makeReport(callId) })
    } finally {
      end(callId)
    }
  }

  return {
    callUnknown,
    call: (name, input, caller) => callUnknown(name, input, caller) as never,
    runJob,
    cancel: (callId) => running.get(callId)?.abort(new Failure('CANCELLED', 'Cancelled.'))
  }
}

function parse(name: CallName, input: unknown): { readonly input: unknown } | { readonly failure: FailureShape } {
  try {
    const parsed = calls[name].input.safeParse(input ?? {})
    return parsed.success ? { input: parsed.data } : { failure: describeInvalid(name, parsed.error) }
  } catch (error) {
    // Schemas recurse: what is nested beyond the stack is no input.
    if (isTooDeep(error, input)) return { failure: describeTooDeep(name) }
    throw error
  }
}

function describe(name: string, input: unknown, error: unknown, ports: DispatchPorts): FailureShape {
  if (error instanceof Failure) return withRemedy(error.toShape())
  if (isTooDeep(error, input)) return describeTooDeep(name)
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

/** What to do about failures that say nothing of it themselves, such as those in MLflow's own words. */
const usualRemedies: Partial<Record<FailureCode, string>> = {
  NOT_FOUND: 'It may have been renamed or deleted: look for it in its list.',
  INVALID: 'Correct it and try again.',
  UNSAFE_PATH: 'Use a path that stays inside the folder.',
  CONFLICT: 'Choose another name, or look at what is there now.',
  TOO_LARGE: 'Make it smaller and try again.',
  CORRUPT: 'Restore the files from a copy or a snapshot.'
}

function withRemedy(failure: FailureShape): FailureShape {
  return failure.remedy === undefined ? { ...failure, remedy: usualRemedies[failure.code] } : failure
}

/** Levels of an input that are certainly somebody's mistake. */
const maxDepth = 500

/** Whether an overflow of the stack is the input's fault, not a defect of ours; counts without recursing. */
function isTooDeep(error: unknown, input: unknown): boolean {
  if (!(error instanceof RangeError)) return false
  let level: readonly unknown[] = [input]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) return true
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []))
  }
  return false
}

function describeTooDeep(name: string): FailureShape {
  return { code: 'INVALID', message: `${name}: the input is nested deeper than ${maxDepth} levels.`, remedy: 'Flatten it and try again.' }
}

function describeInvalid(name: string, error: z.ZodError): FailureShape {
  const issue = error.issues[0]
  const field = issue?.path.join('.') || 'input'
  const message = `${name}: ${field}: ${issue?.message ?? 'not understood'}`
  return { code: 'INVALID', message, remedy: `Correct “${field}” and try again.`, details: { field } }
}

function refuse(code: 'UNSUPPORTED' | 'INVALID', message: string): Reply<never> {
  const remedy = code === 'UNSUPPORTED' ? 'Start Greenroom again: its parts may be of different versions.' : 'Use another id.'
  return { ok: false, failure: { code, message, remedy } }
}
