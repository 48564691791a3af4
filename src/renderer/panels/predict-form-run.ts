import { useEffect, useRef, useState } from 'react'
import type { PredictionTarget } from '../../preload/contract/predictions.ts'
import { describeFailure } from '../ui/failures.ts'
import type { ConsentSubject } from './consent-dialog.tsx'
import { type Draft, isRunning, type Question, startRun, usePredict } from './predict-form-store.ts'
import { type FieldTexts, type FormField, readFields, writeBody } from './predict-form-values.ts'

/** What the form has, ready to be asked; or what is wrong with it. */
export interface Prepared {
  readonly question: Pick<Question, 'body' | 'params'> | null
  readonly problems: Readonly<Record<string, string>>
  readonly paramProblems: Readonly<Record<string, string>>
  /** What is missing besides single fields; '' when nothing is. */
  readonly missing: string
}

export interface FormParts {
  readonly target: PredictionTarget
  readonly fields: readonly FormField[]
  readonly params: readonly FormField[]
  /** Typed texts, with the example's where nothing was typed. */
  readonly texts: FieldTexts
  readonly json: string
}

/** Decides whether the form can be sent, and what is sent. */
export function prepareQuestion({ target, fields, params, texts, json }: FormParts, draft: Draft): Prepared {
  const readParams = readFields(params, draft.params)
  const form = readFields(fields, texts)
  const problems = draft.tab === 'form' ? form.problems : {}
  const missing = findMissing(draft, json)
  const isReady = missing === '' && Object.keys(problems).length === 0 && Object.keys(readParams.problems).length === 0
  const body =
    draft.tab === 'csv'
      ? { kind: 'csv' as const, file: draft.csv?.handle ?? '' }
      : draft.tab === 'json'
        ? { kind: 'json' as const, text: json }
        : writeBody(target.contents, fields, form.values)
  return { question: isReady ? { body, params: readParams.values } : null, problems, paramProblems: readParams.problems, missing }
}

function findMissing(draft: Draft, json: string): string {
  if (draft.tab === 'csv' && draft.csv === null) return 'Choose a CSV file first.'
  return draft.tab === 'json' && json.trim() === '' ? 'Type or paste JSON first.' : ''
}

/** Runs at once when `isReady`, else as soon as it is; `key` names what is to be run, and another key forgets the wish. */
export function useWhenReady(isReady: boolean, key: string, run: () => void) {
  const [wished, setWished] = useState<string | null>(null)
  const latest = useRef(run)
  latest.current = run
  useEffect(() => {
    if (wished === null || (wished === key && !isReady)) return
    setWished(null)
    if (wished === key) latest.current()
  }, [wished, key, isReady])
  return { isWaiting: wished === key && !isReady, start: () => (isReady ? run() : setWished(key)) }
}

/** The dialog's facts about a version whose loading runs code. */
export function describeConsent(registry: string, { model, version, digest, contents }: PredictionTarget): ConsentSubject {
  return { registry, model, version, digest, format: contents.serializationFormat, files: contents.fileCount, size: contents.size }
}

/** Runs a question, asking for consent first for every version that needs it. `reload` asks again what is needed. */
export function useAsk(key: string, registry: string, targets: readonly PredictionTarget[], reload: () => void) {
  const [waiting, setWaiting] = useState<{ readonly question: Question; readonly left: readonly PredictionTarget[] } | null>(null)
  const send = async (question: Question) => {
    await startRun(key, question)
    reload()
    // Files that changed since they were looked at need a new consent: the core says so, and the dialog opens for it.
    const refused = usePredict
      .getState()
      .runs[key]?.answers.some((answer) => describeFailure(answer.failure ?? '').code === 'CONSENT_NEEDED')
    if (refused)
      setWaiting({
        question,
        left: targets.filter((target) => target.contents.loadingRunsCode).map((target) => ({ ...target, digest: null }))
      })
  }
  const ask = (question: Question) => {
    if (isRunning(usePredict.getState().runs[key])) return
    const left = targets.filter((target) => target.needsConsent)
    if (left.length > 0) setWaiting({ question, left })
    else void send(question)
  }
  const agree = () => {
    if (!waiting) return
    const left = waiting.left.slice(1)
    setWaiting(left.length > 0 ? { question: waiting.question, left } : null)
    if (left.length === 0) void send(waiting.question)
  }
  const next = waiting?.left[0]
  return { ask, agree, subject: next ? describeConsent(registry, next) : null, refuse: () => setWaiting(null) }
}
