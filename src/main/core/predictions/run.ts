import type { Prediction } from '../../../preload/contract/predictions.ts'
import { Failure } from '../../../preload/contract/reply.ts'
import type { ScoringResult } from '../../scoring/worker.ts'
import { findConsent } from '../../store/consents.ts'
import { insertPrediction, type KeptPrediction } from '../../store/predictions.ts'
import { writeStore } from '../../store/transactions.ts'
import type { CallContext, CheckedBody, Deps, GivenBody, TextBody } from '../deps.ts'
import { readInput } from './bodies.ts'
import { checkParams, checkRunnable, compareCounts, describeConsent, needsConsent, roundForList, summarizeRow } from './rules.ts'
import { type Digests, type Target, toScoringTarget } from './target.ts'

export type RunDeps = Pick<Deps, 'store' | 'writer' | 'inputs' | 'registries' | 'scorer' | 'now' | 'newId' | 'emit'>

/** Characters of input and output that are read, checked and kept in a few milliseconds. */
const inlineLimit = 65_536

/** One prediction to be made. */
export interface Attempt {
  readonly target: Target
  readonly body: GivenBody
  readonly params: Readonly<Record<string, unknown>>
  readonly timeoutMs: number
}

/** Predicts and writes it down, however it ends. What is refused before the model is asked (a wrong input, a missing consent) throws and leaves no trace in the history. */
export async function runPrediction(deps: RunDeps, digests: Digests, attempt: Attempt, context: CallContext): Promise<Prediction> {
  const { target, params } = attempt
  const { model, version, contents } = target
  checkRunnable(model, version, contents)
  const { body, checked } = await checkInput(deps, attempt, context.signal)
  const warnings = [...checked.warnings, ...checkParams(params, contents.signature)]
  const digest = await digests.known(target, context)
  if (needsConsent(contents, findConsent(deps.store, digest) !== null)) throw describeConsent(model, version, digest)
  const scoring = await toScoringTarget(deps, target, digest)
  const draft = describeAttempt(deps, attempt, body, checked, digest, context)
  context.report({ title: `Predicting with ${model} v${version}`, done: 0, total: null, unit: 'rows' })
  try {
    const result = await deps.scorer.predict(scoring, checked.payload, { params, timeoutMs: attempt.timeoutMs, signal: context.signal })
    return await keep(deps, describeSuccess(draft, result, warnings))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    if (error.code === 'CORRUPT') digests.forget(target)
    await keep(deps, { ...draft, warnings, status: error.code === 'CANCELLED' ? 'cancelled' : 'failed', problem: describeProblem(error) })
    throw Failure.from({ ...error.toShape(), details: { ...error.details, predictionId: draft.id } })
  }
}

/** Small texts are checked here at once; large ones, and files, in a worker thread. */
async function checkInput(deps: RunDeps, { target, body: given }: Attempt, signal: AbortSignal) {
  const { signature } = target.contents
  const isSmall = 'text' in given && given.text.length <= inlineLimit
  const { text, ...checked } = await (isSmall ? readInput(given, signature, signal) : deps.inputs.readInput(given, signature, signal))
  const body: TextBody = 'text' in given ? given : { kind: given.kind, text: text ?? '' }
  return { body, checked }
}

function describeAttempt(
  deps: RunDeps,
  { target, params }: Attempt,
  body: TextBody,
  checked: CheckedBody,
  digest: string,
  context: CallContext
): KeptPrediction {
  return {
    id: deps.newId(),
    registryId: target.registryId,
    model: target.model,
    version: target.version,
    versionCreatedMs: target.createdMs,
    atMs: deps.now(),
    by: context.actor.name,
    rows: checked.rows,
    inputSummary: checked.summary,
    outputSummary: '',
    durationMs: null,
    status: 'failed',
    bodyKind: body.kind,
    input: body.text,
    params,
    output: null,
    outputColumns: [],
    outputRows: [],
    loadMs: null,
    warnings: [],
    problem: null,
    artifactDigest: digest
  }
}

function describeSuccess(draft: KeptPrediction, result: ScoringResult, warnings: readonly string[]): KeptPrediction {
  const [first] = result.rows
  return {
    ...draft,
    status: 'ok',
    output: result.output,
    outputColumns: result.columns,
    outputRows: result.rows,
    outputSummary: first ? summarizeRow(result.columns, first.map(roundForList), result.rows.length) : '',
    durationMs: result.durationMs,
    loadMs: result.loadMs,
    warnings: [...warnings, ...compareCounts(draft.rows, result.rows), ...result.warnings]
  }
}

async function keep(deps: RunDeps, prediction: KeptPrediction): Promise<Prediction> {
  const isSmall = prediction.input.length + (prediction.output?.length ?? 0) <= inlineLimit
  await (isSmall ? writeStore(deps.store, () => insertPrediction(deps.store, prediction)) : deps.writer.insertPrediction(prediction))
  deps.emit('predictions.changed', {})
  return toContract(prediction)
}

/** A kept prediction as the contract shows it. */
export function toContract(kept: KeptPrediction): Prediction {
  const { versionCreatedMs: _created, bodyKind: _kind, params: _params, ...prediction } = kept
  return prediction
}

function describeProblem({ message, remedy }: Failure): string {
  return remedy ? `${message} ${remedy}` : message
}
