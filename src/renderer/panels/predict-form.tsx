import { useMemo } from 'react'
import type { PredictionTarget } from '../../preload/contract/predictions.ts'
import { bridge } from '../bridge.ts'
import { FailureBox, Notice } from '../ui/FailureBox.tsx'
import { ProgressLine } from '../ui/ProgressLine.tsx'
import { useLate } from '../ui/use-late.ts'
import { useCall } from './calls.ts'
import { ConsentDialog } from './consent-dialog.tsx'
import styles from './predict-form.module.css'
import { InputBox } from './predict-form-input.tsx'
import { ModelHistory } from './predict-form-past.tsx'
import { nameReference, ReferencePicker } from './predict-form-reference.tsx'
import { OutputBox } from './predict-form-result.tsx'
import { prepareQuestion, useAsk } from './predict-form-run.ts'
import { changeDraft, emptyDraft, usePredict } from './predict-form-store.ts'
import { findBlock, findObstacle, PythonNotice, TargetLine } from './predict-form-target.tsx'
import { listFields, listParams, prettify, readExample } from './predict-form-values.ts'

export interface PredictPanelProps {
  readonly registry: string
  readonly model: string
  /** A version number, `@alias`, a stage or `latest`. */
  readonly reference: string
  /** Run is the page's filled button; on pages that have another one it is not. */
  readonly isPrimary?: boolean
}

/** Tries a version on rows: form, JSON or CSV at the left, the answer at the right, what was asked before below. Give it a scrolling parent. */
export function PredictPanel(props: PredictPanelProps) {
  const { registry, model, reference } = props
  const against = usePredict((state) => state.drafts[`${registry}/${model}`]?.against ?? null)
  const target = usePrepared(registry, model, reference)
  const other = usePrepared(registry, model, against)
  const reload = () => {
    target.reload()
    other.reload()
  }
  return (
    <div className={styles.panel}>
      <ProgressLine isLoading={target.isLoading} />
      {target.failure !== undefined && (
        <FailureBox failure={target.failure} what={`Could not look at ${model} ${reference}`} onRetry={target.reload} />
      )}
      {against !== null && other.failure !== undefined && (
        <FailureBox failure={other.failure} what={`Could not look at ${model} ${against}`} onRetry={other.reload} />
      )}
      {target.value && (
        <Workbench
          {...props}
          target={target.value}
          other={against === null ? undefined : other.value}
          lookedAt={!target.isCurrent ? reference : against !== null && !other.isCurrent ? against : null}
          onChanged={reload}
        />
      )}
      <ModelHistory registry={registry} model={model} reference={reference} />
    </div>
  )
}

function usePrepared(registry: string, model: string, reference: string | null) {
  return useCall(
    (signal) => bridge.predictions.prepare({ registry, model, reference: reference ?? '' }, { signal }),
    [registry, model, reference],
    {
      reloadOn: ['registry.changed'],
      registry,
      isEnabled: reference !== null
    }
  )
}

interface WorkbenchProps extends PredictPanelProps {
  readonly target: PredictionTarget
  readonly other: PredictionTarget | undefined
  /** The version that was just chosen and is still looked at: what is shown is the one before, whose consent is not asked for. */
  readonly lookedAt: string | null
  readonly onChanged: () => void
}

function Workbench({ registry, model, reference, isPrimary = false, target, other, lookedAt, onChanged }: WorkbenchProps) {
  const draftKey = `${registry}/${model}`
  const runKey = `${draftKey}/${reference}`
  const draft = usePredict((state) => state.drafts[draftKey]) ?? emptyDraft
  const { contents } = target
  const fields = useMemo(() => listFields(contents), [contents])
  const example = useMemo(() => prettify(contents.inputExampleJson ?? ''), [contents])
  const params = useMemo(() => listParams(contents), [contents])
  const texts = useMemo(() => ({ ...readExample(contents, fields), ...draft.texts }), [contents, fields, draft.texts])
  const json = draft.json ?? example
  const shown = fields.length === 0 && draft.tab === 'form' ? { ...draft, tab: 'json' as const } : draft
  const prepared = prepareQuestion({ target, fields, params, texts, json }, shown)
  const targets = other ? [target, other] : [target]
  const { ask, agree, subject, refuse } = useAsk(runKey, registry, targets, onChanged)
  const isCurrent = lookedAt === null
  const waiting = useLate(!isCurrent) ? `Looking at ${nameReference(lookedAt ?? '')}…` : ''
  const block = isCurrent ? findBlocks(targets, draft.against !== null && !other) : waiting
  const pythons = targets.filter(({ contents: { engine } }) => engine === 'python')
  const run = () => {
    if (!prepared.question || !isCurrent || block !== '') return
    const references = draft.against === null ? [reference] : [reference, draft.against]
    ask({ registry, model, references, timeoutMs: draft.timeoutMs, ...prepared.question })
  }
  return (
    <>
      <div className={styles.target}>
        <TargetLine registry={registry} target={target} isCurrent={isCurrent} waiting={waiting} />
        <div className={styles.spread}>
          <ReferencePicker
            registry={registry}
            model={model}
            value={draft.against}
            onChange={(next) => changeDraft(draftKey, { against: next })}
            label="Compare with another version"
            placeholder="Compare with…"
            isClearable
            without={target.version}
          />
        </div>
      </div>
      {targets
        .filter((one) => findObstacle(one) !== '')
        .map((one) => (
          <Notice key={one.version} tone="warning">
            {findObstacle(one)}
          </Notice>
        ))}
      {pythons[0] && <PythonNotice python={pythons[0].python} onChange={onChanged} />}
      <div className={styles.columns}>
        <InputBox
          draftKey={draftKey}
          runKey={runKey}
          draft={shown}
          target={target}
          fields={fields}
          params={params}
          texts={texts}
          json={json}
          prepared={prepared}
          isPrimary={isPrimary}
          isCurrent={isCurrent}
          block={block}
          onRun={run}
        />
        <OutputBox runKey={runKey} question={prepared.question} isCurrent={isCurrent} />
      </div>
      <ConsentDialog subject={subject} onAgreed={agree} onClose={refuse} />
    </>
  )
}

/** Why Run cannot work with one of the versions; '' when it can. */
function findBlocks(targets: readonly PredictionTarget[], lacksOther: boolean): string {
  const found = targets.map(findBlock).find((block) => block !== '')
  return found ?? (lacksOther ? 'The version to compare with could not be looked at' : '')
}
