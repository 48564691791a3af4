import { Button, NativeSelect, SegmentedControl, Text } from '@mantine/core'
import { useEffect, useId, useRef, useState } from 'react'
import { KeyHint } from '../ui/KeyHint.tsx'
import styles from './predict-form.module.css'
import { ExampleMenu } from './predict-form-example.tsx'
import { FieldLines } from './predict-form-fields.tsx'
import { CsvInput, JsonInput } from './predict-form-inputs.tsx'
import { type FormParts, type Prepared, useWhenReady } from './predict-form-run.ts'
import { cancelRun, changeDraft, type Draft, type InputTab, isRunning, usePredict } from './predict-form-store.ts'

const timeLimits = [
  { value: '10000', label: '10 s' },
  { value: '30000', label: '30 s' },
  { value: '120000', label: '2 min' },
  { value: '600000', label: '10 min' },
  { value: '3600000', label: '1 h' }
]

export interface InputBoxProps extends FormParts {
  readonly draftKey: string
  readonly runKey: string
  readonly draft: Draft
  readonly prepared: Prepared
  readonly isPrimary: boolean
  /** False while the version that was just chosen is still looked at: Run then waits for it. */
  readonly isCurrent: boolean
  /** Why Run is out of question for now; '' when it is not. */
  readonly block: string
  readonly onRun: () => void
}

/** The left half: three ways to give rows, parameters, Run or Cancel. */
export function InputBox(props: InputBoxProps) {
  const { draftKey, draft, fields, params, texts, json, target, prepared } = props
  const [isTried, setTried] = useState(false)
  const run = () => {
    setTried(prepared.question === null)
    props.onRun()
  }
  const { isWaiting, start } = useWhenReady(props.isCurrent, `${props.runKey} ${draft.against ?? ''}`, run)
  const tryRun = () => props.block === '' && start()
  useRunKey(tryRun)
  const setText = useStableSetter(draftKey, 'texts')
  const setParam = useStableSetter(draftKey, 'params')
  return (
    <section className={styles.box} aria-label="Input">
      <div className={styles.boxHead}>
        <h2>Input</h2>
        <SegmentedControl
          size="xs"
          aria-label="How to give the input"
          value={draft.tab}
          onChange={(tab) => changeDraft(draftKey, { tab: tab as InputTab })}
          data={[
            { value: 'form', label: 'Form', disabled: fields.length === 0 },
            { value: 'json', label: 'JSON' },
            { value: 'csv', label: 'CSV file' }
          ]}
        />
        <div className={styles.spread}>
          <ExampleMenu {...props} />
        </div>
      </div>
      <div className={styles.boxBody}>
        <div className={styles.scroll}>
          {target.contents.signature === null && (
            <Text c="dimmed">This version has no signature: nothing is checked before the model gets it.</Text>
          )}
          {draft.tab === 'form' && (
            <FieldLines fields={fields} texts={texts} problems={pick(prepared.problems, isTried, texts)} onChange={setText} />
          )}
          {draft.tab === 'json' && <JsonInput text={json} onChange={(text) => changeDraft(draftKey, { json: text })} />}
          {draft.tab === 'csv' && (
            <CsvInput file={draft.csv} columns={fields.map((field) => field.label)} onFile={(csv) => changeDraft(draftKey, { csv })} />
          )}
          {params.length > 0 && (
            <>
              <h3 className={styles.paramsHead}>Parameters</h3>
              <FieldLines
                fields={params}
                texts={draft.params}
                problems={pick(prepared.paramProblems, isTried, draft.params)}
                onChange={setParam}
              />
            </>
          )}
        </div>
      </div>
      <RunFoot {...props} run={tryRun} isWaiting={isWaiting} note={isTried ? describeMissing(prepared) : ''} />
    </section>
  )
}

function RunFoot({
  runKey,
  draftKey,
  draft,
  isPrimary,
  block,
  run,
  isWaiting,
  note
}: InputBoxProps & { readonly run: () => void; readonly isWaiting: boolean; readonly note: string }) {
  const busy = usePredict((state) => isRunning(state.runs[runKey]))
  const reason = useId()
  const isBlocked = block !== ''
  return (
    <div className={styles.boxFoot}>
      {busy ? (
        <Button variant="default" onClick={() => cancelRun(runKey)}>
          Cancel
        </Button>
      ) : (
        <Button
          variant={isPrimary ? 'filled' : 'default'}
          onClick={run}
          // It keeps the focus: it can be pressed again in a moment.
          {...(isBlocked ? { 'data-disabled': true, 'aria-disabled': true, 'aria-describedby': reason } : {})}
        >
          Run
        </Button>
      )}
      {!busy && !isBlocked && <KeyHint keys="Ctrl+Enter" />}
      {!busy && isBlocked && (
        <Text id={reason} role="status" c="dimmed">
          {block}
          {isWaiting && ' Then it runs.'}
        </Text>
      )}
      {note !== '' && !isBlocked && (
        <Text role="alert" c="var(--gr-danger)">
          {note}
        </Text>
      )}
      <div className={styles.spread}>
        <Text component="label" htmlFor={`${runKey}-limit`} c="dimmed" size="xs">
          Time limit
        </Text>
        <NativeSelect
          id={`${runKey}-limit`}
          w={84}
          data={timeLimits}
          value={String(draft.timeoutMs)}
          onChange={(event) => changeDraft(draftKey, { timeoutMs: Number(event.currentTarget.value) })}
        />
      </div>
    </div>
  )
}

/** Problems of lines that have something in them at once; of empty ones after the first try. */
function pick(
  problems: Readonly<Record<string, string>>,
  isTried: boolean,
  texts: Readonly<Record<string, string>>
): Readonly<Record<string, string>> {
  return isTried ? problems : Object.fromEntries(Object.entries(problems).filter(([key]) => (texts[key] ?? '').trim() !== ''))
}

function describeMissing({ missing, problems, paramProblems }: Prepared): string {
  const count = Object.keys(problems).length + Object.keys(paramProblems).length
  return missing !== '' ? missing : count > 0 ? `${count} ${count === 1 ? 'field' : 'fields'} to correct` : ''
}

/** One setter for all lines that never changes, so that only the changed line is drawn again. */
function useStableSetter(draftKey: string, part: 'texts' | 'params'): (key: string, text: string) => void {
  const latest = useRef({ draftKey })
  latest.current = { draftKey }
  const setter = useRef((key: string, text: string) => {
    const { drafts } = usePredict.getState()
    changeDraft(latest.current.draftKey, { [part]: { ...drafts[latest.current.draftKey]?.[part], [key]: text } })
  })
  return setter.current
}

/** Ctrl+Enter anywhere on the page, unless a dialog is open. */
function useRunKey(run: () => void): void {
  const latest = useRef(run)
  latest.current = run
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.defaultPrevented || document.querySelector('[role="dialog"]'))
        return
      event.preventDefault()
      latest.current()
    }
    window.addEventListener('keydown', hear)
    return () => window.removeEventListener('keydown', hear)
  }, [])
}
