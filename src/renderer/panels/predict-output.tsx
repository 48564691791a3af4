import { Button, Group, Text } from '@mantine/core'
import { type CSSProperties, useMemo, useState } from 'react'
import type { Prediction } from '../../preload/contract/predictions.ts'
import { bridge } from '../bridge.ts'
import { CodeBlock } from '../ui/CodeBlock.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { FailureBox, Notice } from '../ui/FailureBox.tsx'
import { countNoun, formatMetric } from '../ui/numbers.ts'
import type { Column } from '../ui/table-columns.ts'
import { formatDuration } from '../ui/times.ts'
import { showFailure, showToast } from '../ui/toasts.tsx'
import { Difference, Nothing } from '../ui/Values.tsx'
import { useSeriesColors } from './colors.ts'
import styles from './predict-form.module.css'
import { prettify } from './predict-form-values.ts'
import { alignRow, type Cell, countDifferent, countRows, writeAnswerCsv } from './predict-output-rows.ts'

/** What one or two versions answered to the same rows: one row as a list, many as a table, with times, warnings and the raw JSON. */
export function PredictOutput({ predictions }: { readonly predictions: readonly Prediction[] }) {
  const [isRaw, setRaw] = useState(false)
  const first = predictions[0]
  if (!first) return null
  const failed = predictions.filter((prediction) => prediction.problem !== null)
  const answered = predictions.filter((prediction) => prediction.output !== null)
  return (
    <div className={styles.stack}>
      {failed.map((prediction) => (
        <FailureBox key={prediction.id} what={`v${prediction.version} did not answer`} failure={describeProblem(prediction)} />
      ))}
      {answered.length > 0 && (isRaw ? <RawAnswers predictions={answered} /> : <Answers predictions={answered} />)}
      <Warnings predictions={predictions} />
      {answered.length > 0 && (
        <Group gap={0} className={styles.outdent ?? ''}>
          <Button variant="subtle" color="gray" size="compact-xs" aria-pressed={isRaw} onClick={() => setRaw(!isRaw)}>
            {isRaw ? 'Show values' : 'Show JSON'}
          </Button>
          {answered.map((prediction) => (
            <Button key={prediction.id} variant="subtle" color="gray" size="compact-xs" onClick={() => void saveAnswer(prediction)}>
              Save{answered.length > 1 ? ` v${prediction.version}` : ''} as CSV…
            </Button>
          ))}
        </Group>
      )}
    </div>
  )
}

function Answers({ predictions }: { readonly predictions: readonly Prediction[] }) {
  const rows = countRows(predictions)
  if (rows === 1) return <OneRow predictions={predictions} />
  if (rows === 0 || predictions.every((prediction) => prediction.outputColumns.length === 0))
    return <RawAnswers predictions={predictions} />
  return <ManyRows predictions={predictions} />
}

function OneRow({ predictions }: { readonly predictions: readonly Prediction[] }) {
  const hasDifference = predictions.length === 2
  const colorOf = useSeriesColors(predictions.map(nameTarget))
  return (
    <table className={styles.answers}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          {predictions.map((prediction) => (
            <th key={prediction.id} scope="col">
              <VersionMark version={prediction.version} color={colorOf(nameTarget(prediction))} />
            </th>
          ))}
          {hasDifference && <th scope="col">Difference</th>}
        </tr>
      </thead>
      <tbody>
        {alignRow(predictions, 0).map(({ name, cells, difference }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {cells.map((cell, index) => (
              <td key={predictions[index]?.id} data-number={typeof cell === 'number'}>
                {writeCell(cell)}
              </td>
            ))}
            {hasDifference && <td data-number>{difference === null ? <Nothing /> : <Difference value={difference} />}</td>}
          </tr>
        ))}
        {predictions.some((prediction) => prediction.loadMs !== null) && (
          <tr data-quiet="true">
            <th scope="row">Loading</th>
            {predictions.map(({ id, loadMs }) => (
              <td key={id}>{loadMs === null ? 'was loaded' : formatDuration(loadMs)}</td>
            ))}
            {hasDifference && <td />}
          </tr>
        )}
        <tr data-quiet="true">
          <th scope="row">Time in the model</th>
          {predictions.map((prediction) => (
            <td key={prediction.id}>{formatDuration(prediction.durationMs)}</td>
          ))}
          {hasDifference && <td />}
        </tr>
      </tbody>
    </table>
  )
}

const nameTarget = ({ registryId, model, version }: Prediction) => `${registryId}/${model}/${version}`

interface RowOfAnswers {
  readonly index: number
}

function ManyRows({ predictions }: { readonly predictions: readonly Prediction[] }) {
  const columns = useMemo(() => listColumns(predictions), [predictions])
  const rows = countRows(predictions)
  const times = predictions.map((prediction) => `v${prediction.version}: ${describeTime(prediction)}`).join(' · ')
  const shown = Math.max(...predictions.map((prediction) => prediction.rows))
  return (
    <>
      <Text c="dimmed" size="xs">
        {countNoun(shown, 'row')}
        {shown > rows ? `, the first ${rows.toLocaleString('en-US')} shown` : ''} · {times}
        {predictions.length > 1 ? ` · ${countNoun(countDifferent(predictions), 'row')} with different answers` : ''}
      </Text>
      <DataTable<RowOfAnswers>
        label="Output rows"
        columns={columns}
        rowCount={rows}
        rowAt={(index) => ({ index })}
        rowKey={({ index }) => String(index)}
        fit="content"
        maxHeight={320}
      />
    </>
  )
}

function listColumns(predictions: readonly Prediction[]): readonly Column<RowOfAnswers>[] {
  const names = [...new Set(predictions.flatMap((prediction) => prediction.outputColumns))]
  const isOne = predictions.length === 1
  const outputs = names.flatMap((name) => {
    const ofVersions = predictions.map((prediction): Column<RowOfAnswers> => {
      const place = prediction.outputColumns.indexOf(name)
      const cell = ({ index }: RowOfAnswers) => (place < 0 ? undefined : prediction.outputRows[index]?.[place])
      const isNumber = typeof prediction.outputRows[0]?.[place] === 'number'
      const header = isOne ? name : `${name} v${prediction.version}`
      return {
        id: `${prediction.id} ${name}`,
        header,
        align: isNumber ? 'right' : 'left',
        cell: (row) => writeCell(cell(row)),
        text: (row) => String(cell(row) ?? '')
      }
    })
    if (predictions.length !== 2) return ofVersions
    const differenceOf = (row: number) => alignRow(predictions, row).find((line) => line.name === name)?.difference ?? null
    const difference: Column<RowOfAnswers> = {
      id: `${name} difference`,
      header: 'Difference',
      align: 'right',
      width: 110,
      cell: ({ index }) => {
        const value = differenceOf(index)
        return value === null ? <Nothing /> : <Difference value={value} />
      },
      text: ({ index }) => String(differenceOf(index) ?? '')
    }
    return [...ofVersions, difference]
  })
  const number: Column<RowOfAnswers> = {
    id: 'row',
    header: 'Row',
    width: 64,
    align: 'right',
    cell: ({ index }) => index + 1,
    text: ({ index }) => String(index + 1)
  }
  return [number, ...outputs.map((column, index) => ({ ...column, isGrowing: index === 0 }))]
}

function RawAnswers({ predictions }: { readonly predictions: readonly Prediction[] }) {
  return predictions.map((prediction) => (
    <CodeBlock
      key={prediction.id}
      code={prettify(prediction.output ?? '')}
      language="json"
      label={`answer of v${prediction.version}`}
      maxHeight={320}
    />
  ))
}

function Warnings({ predictions }: { readonly predictions: readonly Prediction[] }) {
  const warnings = [...new Set(predictions.flatMap((prediction) => prediction.warnings))]
  if (warnings.length === 0) return null
  return (
    <Notice tone="warning">
      {countNoun(warnings.length, 'warning')}
      <ul className={styles.warnings}>
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </Notice>
  )
}

/** `v21` with the dot of its colour. */
function VersionMark({ version, color }: { readonly version: string; readonly color: number }) {
  return (
    <span className={styles.version}>
      <span className={styles.dot} style={{ '--dot': `var(--gr-series-${color + 1})` } as CSSProperties} aria-hidden />v{version}
    </span>
  )
}

function writeCell(cell: Cell | undefined): string {
  if (cell === undefined || cell === null) return '–'
  return typeof cell === 'number' ? formatMetric(cell) : String(cell)
}

function describeTime({ durationMs, loadMs }: Prediction): string {
  return loadMs === null ? formatDuration(durationMs) : `${formatDuration(durationMs)}, loaded in ${formatDuration(loadMs)}`
}

function describeProblem({ status, problem }: Prediction) {
  return { code: status === 'cancelled' ? 'CANCELLED' : 'WORKER_FAILED', message: problem ?? 'no answer' }
}

async function saveAnswer(prediction: Prediction): Promise<void> {
  try {
    const target = await bridge.files.chooseTarget({
      purpose: 'csv',
      suggestedName: `${prediction.model}-v${prediction.version}-output.csv`
    })
    if (!target) return
    await bridge.files.saveText({ target: target.handle, text: writeAnswerCsv(prediction) })
    showToast({ message: `Saved ${target.name}`, tone: 'success' })
  } catch (failure) {
    showFailure('Could not save the output', failure)
  }
}
