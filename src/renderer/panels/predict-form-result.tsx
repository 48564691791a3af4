import { Group, Loader, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { CodeBlock } from '../ui/CodeBlock.tsx'
import { FailureBox } from '../ui/FailureBox.tsx'
import { describeFailure, isCancelled } from '../ui/failures.ts'
import { formatDuration } from '../ui/times.ts'
import styles from './predict-form.module.css'
import { isStillAsked } from './predict-form-asked.ts'
import { nameReference } from './predict-form-reference.tsx'
import type { Prepared } from './predict-form-run.ts'
import { type Answer, isRunning, type Run, usePredict } from './predict-form-store.ts'
import { findCommand } from './predict-form-target.tsx'
import { PredictOutput } from './predict-output.tsx'

interface OutputBoxProps {
  readonly runKey: string
  /** What the form would ask now. */
  readonly question: Prepared['question']
  /** Whether the form belongs to the version that was chosen last. */
  readonly isCurrent: boolean
}

/** The right half: what the last run gave; quiet once the form says something else. */
export function OutputBox({ runKey, question, isCurrent }: OutputBoxProps) {
  const run = usePredict((state) => state.runs[runKey])
  const isStale = run !== undefined && isCurrent && !isStillAsked(run.asked, question)
  return (
    <section className={styles.box} aria-label="Output" aria-live="polite">
      <div className={styles.boxHead}>
        <h2>Output</h2>
        {run && isRunning(run) && <Waiting run={run} />}
      </div>
      <div className={styles.boxBody}>
        {run ? <Answers run={run} isStale={isStale} /> : <p className={styles.idle}>Run the version to see what it answers.</p>}
      </div>
    </section>
  )
}

function Answers({ run, isStale }: { readonly run: Run; readonly isStale: boolean }) {
  const predictions = run.answers.flatMap((answer) => (answer.prediction ? [answer.prediction] : []))
  const failed = run.answers.filter((answer) => answer.failure !== undefined)
  if (predictions.length === 0 && failed.length === 0) return <p className={styles.idle}>Waiting for the answer.</p>
  return (
    <div className={styles.stack} data-stale={isStale}>
      {isStale && <Text c="dimmed">Answer to an earlier input</Text>}
      {failed.map((answer) => (
        <FailedAnswer key={answer.callId} answer={answer} />
      ))}
      {predictions.length > 0 && <PredictOutput predictions={predictions} />}
    </div>
  )
}

function FailedAnswer({ answer }: { readonly answer: Answer }) {
  if (isCancelled(answer.failure)) return <Text c="dimmed">{nameReference(answer.reference)} was cancelled. Nothing was changed.</Text>
  const { message, remedy } = describeFailure(answer.failure)
  const command = findCommand(`${message}\n${remedy ?? ''}`)
  return (
    <FailureBox what={`${nameReference(answer.reference)} gave no answer`} failure={answer.failure}>
      {command !== null && <CodeBlock code={command} label="command" wraps />}
    </FailureBox>
  )
}

/** How long it has been under way, to a tenth of a second. */
function Waiting({ run }: { readonly run: Run }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 100)
    return () => clearInterval(timer)
  }, [])
  return (
    <Group gap="xs" className={styles.spread ?? ''} aria-live="off">
      <Loader size={14} aria-label="Running" />
      <Text c="dimmed">{formatDuration(Math.max(0, now - run.startedMs))}</Text>
    </Group>
  )
}
