import type { LoadedModel, PredictionBody, PredictionTarget } from '../../../preload/contract/predictions.ts'
import { Failure } from '../../../preload/contract/reply.ts'
import type { LoadedTarget } from '../../scoring/worker.ts'
import { appendAudit } from '../../store/audit.ts'
import { findConsent, insertConsent } from '../../store/consents.ts'
import { getSetting, setSetting } from '../../store/settings.ts'
import { writeStore } from '../../store/transactions.ts'
import type { CallContext, Deps, GivenBody, Handlers, TextBody } from '../deps.ts'
import { announceActivity } from '../writing.ts'
import { exportHistory, listHistory, requirePrediction } from './history.ts'
import { describeConsent, needsConsent, readKey, writeKey } from './rules.ts'
import { runPrediction, toContract } from './run.ts'
import { createDigests, type Digests, gatherTarget, type Reference, type Target, toScoringTarget } from './target.ts'

type PredictionCalls =
  | 'predictions.prepare'
  | 'predictions.consent'
  | 'predictions.run'
  | 'predictions.list'
  | 'predictions.get'
  | 'predictions.rerun'
  | 'predictions.export'
  | 'predictions.loaded'
  | 'predictions.reload'
  | 'predictions.unload'
  | 'predictions.python'
  | 'predictions.setPython'

/** Milliseconds for loading a model when nothing else was asked. */
const loadMs = 600_000
const rerunMs = 120_000
/** Rows that are written as text at a time. */
const sliceRows = 500

/** Builds the calls on test predictions: consent, running, history, loaded models, the interpreter. */
export function createPredictions(deps: Deps): Handlers<PredictionCalls> {
  const digests = createDigests(deps)
  return {
    'predictions.prepare': (input, context) => prepare(deps, digests, input, context),
    'predictions.consent': (input, context) => consent(deps, digests, input, context),
    'predictions.run': async ({ body, params, timeoutMs, ...reference }, context) => {
      const target = await gatherTarget(deps, reference)
      return runPrediction(deps, digests, { target, body: await toGivenBody(deps, body), params, timeoutMs }, context)
    },
    'predictions.list': (input, { signal }) => listHistory(deps.reader, input, signal),
    'predictions.get': async ({ id }) => toContract(await requirePrediction(deps.reader, id)),
    'predictions.rerun': (input, context) => rerun(deps, digests, input, context),
    'predictions.export': async ({ format, target, ...query }, { signal }) => ({
      rows: await exportHistory(deps.reader, query, format, deps.handles.path(target, 'write'), signal)
    }),
    'predictions.loaded': () => deps.scorer.loaded().map(toLoadedModel),
    'predictions.reload': (input, context) => reload(deps, digests, input, context),
    'predictions.unload': async (input) => {
      const { registryId, model, version } = await nameVersion(deps, input)
      await unloadAll(deps, registryId, model, version)
      return null
    },
    'predictions.python': () => deps.scorer.python(),
    'predictions.setPython': ({ file }) => setPython(deps, file)
  }
}

async function prepare(deps: Deps, digests: Digests, input: Reference, context: CallContext): Promise<PredictionTarget> {
  const target = await gatherTarget(deps, input)
  const { model, version, contents } = target
  const isRunnable = contents.problem === null && contents.engine !== 'none'
  const digest = isRunnable ? await digests.known(target, context) : null
  const hasConsent = digest !== null && findConsent(deps.store, digest) !== null
  const isLoaded = digest !== null && deps.scorer.loaded().some(({ key }) => key === writeKey(target, digest))
  return {
    model,
    version,
    digest,
    contents,
    isLoaded,
    needsConsent: isRunnable && needsConsent(contents, hasConsent),
    python: contents.engine === 'python' ? await deps.scorer.python() : null
  }
}

/** Remembers that somebody agreed to these bytes; they must be the ones that are there now. */
async function consent(deps: Deps, digests: Digests, input: Reference & { readonly digest: string }, context: CallContext): Promise<null> {
  const target = await gatherTarget(deps, input)
  const { registryId, model, version } = target
  const digest = await digests.fresh(target, context)
  if (digest !== input.digest)
    throw new Failure('CONFLICT', `The files of ${model} v${version} changed since you were asked. Nothing was agreed to.`, {
      remedy: 'Look at the version again and decide anew.',
      details: { expected: input.digest, found: digest }
    })
  const { id, name } = context.actor
  const atMs = deps.now()
  await writeStore(deps.store, () => {
    if (!insertConsent(deps.store, { digest, personId: id, person: name, atMs, registryId, model, version })) return
    appendAudit(deps.store, {
      atMs,
      actor: context.actor,
      action: 'prediction.consented',
      registryId,
      model,
      version,
      versionCreatedMs: target.createdMs,
      key: digest,
      after: digest,
      summary: `agreed that loading ${model} v${version} runs code from its files (SHA-256 ${digest.slice(0, 12)}…)`
    })
  })
  announceActivity(deps)
  return null
}

/** The same input again, on the version that answered or another one. */
async function rerun(
  deps: Deps,
  digests: Digests,
  { id, reference }: { readonly id: string; readonly reference?: string | undefined },
  context: CallContext
) {
  const kept = await requirePrediction(deps.reader, id)
  const target = await gatherTarget(deps, { registry: kept.registryId, model: kept.model, reference: reference ?? kept.version })
  if (reference === undefined && target.createdMs !== kept.versionCreatedMs)
    throw new Failure('CONFLICT', `${kept.model} v${kept.version} was deleted and made anew since; it is another version now.`, {
      remedy: 'Choose a version to rerun on.'
    })
  const body: TextBody = { kind: kept.bodyKind, text: kept.input }
  return runPrediction(deps, digests, { target, body, params: kept.params, timeoutMs: rerunMs }, context)
}

async function reload(deps: Deps, digests: Digests, input: Reference, context: CallContext): Promise<LoadedModel> {
  const target = await gatherTarget(deps, input)
  const { registryId, model, version, contents } = target
  await unloadAll(deps, registryId, model, version)
  const digest = await digests.fresh(target, context)
  if (needsConsent(contents, findConsent(deps.store, digest) !== null)) throw describeConsent(model, version, digest)
  const scoring = await toScoringTarget(deps, target, digest)
  // Unloading forgives earlier crashes, even of a model that is not loaded now.
  await deps.scorer.unload(scoring.key)
  context.report({ title: `Loading ${model} v${version}`, done: 0, total: null, unit: 'steps' })
  return toLoadedModel(await deps.scorer.load(scoring, { timeoutMs: loadMs, signal: context.signal }))
}

async function nameVersion({ registries }: Deps, { registry, model, reference }: Reference): Promise<Omit<Target, 'contents'>> {
  const { version, createdMs } = await registries.source(registry).getVersion(model, reference)
  return { registryId: registry, model, version, createdMs }
}

/** Whatever bytes of the version are loaded: they may have changed since. */
async function unloadAll({ scorer }: Deps, registryId: string, model: string, version: string): Promise<void> {
  const mine = scorer.loaded().filter(({ key }) => {
    const named = readKey(key)
    return named.registryId === registryId && named.model === model && named.version === version
  })
  await Promise.all(mine.map(({ key }) => scorer.unload(key)))
}

async function setPython(deps: Deps, file: string | null) {
  const before = getSetting(deps.store, 'python')
  const environment = await deps.scorer.usePython(file === null ? null : deps.handles.path(file, 'read'))
  if (file !== null && (!environment || environment.version === null)) {
    await deps.scorer.usePython(typeof before === 'string' ? before : null)
    throw new Failure('INVALID', environment?.problem ?? 'This file is not a Python.', {
      remedy: 'Choose the file “python” of an environment.'
    })
  }
  await writeStore(deps.store, () => setSetting(deps.store, 'python', file === null ? null : (environment?.path ?? null)))
  return environment
}

async function toGivenBody({ handles }: Deps, body: PredictionBody): Promise<GivenBody> {
  if (body.kind === 'json') return body
  if (body.kind === 'csv') return { kind: 'csv', file: handles.path(body.file, 'read') }
  return { kind: 'records', text: await writeRows(body.rows) }
}

/** As `JSON.stringify`, a slice at a time, so that the event loop breathes in between. */
async function writeRows(rows: readonly unknown[]): Promise<string> {
  const slices: string[] = []
  for (let start = 0; start < rows.length; start += sliceRows) {
    if (start > 0) await new Promise((resolve) => setImmediate(resolve))
    slices.push(JSON.stringify(rows.slice(start, start + sliceRows)).slice(1, -1))
  }
  return `[${slices.join(',')}]`
}

function toLoadedModel({ key, engine, loadedMs, loadMs: took, runtime }: LoadedTarget): LoadedModel {
  return { ...readKey(key), engine, loadedMs, loadMs: took, runtime }
}
