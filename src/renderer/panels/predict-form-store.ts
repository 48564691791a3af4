import { create } from 'zustand'
import type { ChosenFile } from '../../preload/contract/common.ts'
import type { Prediction, PredictionBody } from '../../preload/contract/predictions.ts'
import { bridge, cancelCall } from '../bridge.ts'
import type { FieldTexts } from './predict-form-values.ts'

export type InputTab = 'form' | 'json' | 'csv'

/** What stands in the form of one model; kept over versions, so that the same row can be tried on another one. */
export interface Draft {
  readonly tab: InputTab
  /** Only what was typed: the rest comes from the example. */
  readonly texts: FieldTexts
  readonly params: FieldTexts
  readonly json: string | null
  readonly csv: ChosenFile | null
  /** A second version that answers the same rows. */
  readonly against: string | null
  readonly timeoutMs: number
}

/** One version's answer. */
export interface Answer {
  readonly reference: string
  readonly callId: string
  readonly status: 'running' | 'ok' | 'failed'
  readonly prediction: Prediction | null
  readonly failure: unknown
}

/** What a shown answer was asked: the form's own question, or the input of one that is kept. */
export type Asked = Pick<Question, 'body' | 'params'> | Pick<Prediction, 'input'>

export interface Run {
  readonly startedMs: number
  readonly asked: Asked
  readonly answers: readonly Answer[]
}

interface PredictState {
  readonly drafts: Readonly<Record<string, Draft>>
  readonly runs: Readonly<Record<string, Run>>
}

export const emptyDraft: Draft = { tab: 'form', texts: {}, params: {}, json: null, csv: null, against: null, timeoutMs: 120_000 }

/** Drafts by `registry/model` and last runs by `registry/model/reference`: both are still there when the page is. */
export const usePredict = create<PredictState>()(() => ({ drafts: {}, runs: {} }))

/** Changes a part of a draft. */
export function changeDraft(key: string, part: Partial<Draft>): void {
  usePredict.setState(({ drafts }) => ({ drafts: { ...drafts, [key]: { ...(drafts[key] ?? emptyDraft), ...part } } }))
}

/** What is asked of each version. */
export interface Question {
  readonly registry: string
  readonly model: string
  readonly references: readonly string[]
  readonly body: PredictionBody
  readonly params: Readonly<Record<string, unknown>>
  readonly timeoutMs: number
}

/** Asks every version at once and keeps what each answers; resolves when all did. It goes on when the page is left. */
export async function startRun(key: string, question: Question): Promise<void> {
  const { registry, model, references, body, params, timeoutMs } = question
  const answers = references.map(
    (reference): Answer => ({ reference, callId: crypto.randomUUID(), status: 'running', prediction: null, failure: undefined })
  )
  usePredict.setState(({ runs }) => ({ runs: { ...runs, [key]: { startedMs: Date.now(), asked: { body, params }, answers } } }))
  await Promise.all(
    answers.map(async ({ reference, callId }) => {
      try {
        const prediction = await bridge.predictions.run({ registry, model, reference, body, params, timeoutMs }, { callId })
        settle(key, callId, { status: prediction.status === 'ok' ? 'ok' : 'failed', prediction })
      } catch (failure) {
        settle(key, callId, { status: 'failed', failure })
      }
    })
  )
}

/** Stops what is under way; the answers then say that they were cancelled. */
export function cancelRun(key: string): void {
  for (const answer of usePredict.getState().runs[key]?.answers ?? []) if (answer.status === 'running') cancelCall(answer.callId)
}

/** Shows an answer of the history in place of the last run's. */
export function showPrediction(key: string, prediction: Prediction): void {
  const answer: Answer = {
    reference: prediction.version,
    callId: prediction.id,
    status: prediction.status === 'ok' ? 'ok' : 'failed',
    prediction,
    failure: undefined
  }
  usePredict.setState(({ runs }) => ({
    runs: { ...runs, [key]: { startedMs: prediction.atMs, asked: { input: prediction.input }, answers: [answer] } }
  }))
}

/** Whether any version has not answered yet. */
export function isRunning(run: Run | undefined): boolean {
  return run?.answers.some((answer) => answer.status === 'running') ?? false
}

/** An answer that comes after the next run began is dropped: its call id is no longer there. */
function settle(key: string, callId: string, part: Partial<Answer>): void {
  usePredict.setState(({ runs }) => {
    const run = runs[key]
    if (!run) return { runs }
    const answers = run.answers.map((answer) => (answer.callId === callId ? { ...answer, ...part } : answer))
    return { runs: { ...runs, [key]: { ...run, answers } } }
  })
}
