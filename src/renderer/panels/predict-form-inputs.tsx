import { Button, Group, Textarea } from '@mantine/core'
import { FileSpreadsheet } from 'lucide-react'
import { type DragEvent, useState } from 'react'
import type { ChosenFile } from '../../preload/contract/common.ts'
import { bridge, dropFile } from '../bridge.ts'
import { useUi } from '../ui/ports.tsx'
import { showFailure, showToast } from '../ui/toasts.tsx'
import styles from './predict-form.module.css'
import { findJsonProblem, prettify } from './predict-form-values.ts'

/** The JSON tab: the scoring protocol's body, or a bare list of rows. */
export function JsonInput({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }) {
  const problem = text.trim() === '' ? undefined : findJsonProblem(text)
  return (
    <div className={styles.stack}>
      <Textarea
        className={styles.mono ?? ''}
        aria-label="Input as JSON"
        description="dataframe_records, dataframe_split, instances, inputs – or a plain list of rows"
        placeholder={'{"dataframe_records": [{"column": 1.5}]}'}
        autosize
        minRows={8}
        maxRows={14}
        spellCheck={false}
        value={text}
        error={problem}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Group>
        <Button
          variant="default"
          size="compact-xs"
          disabled={text.trim() === '' || problem !== undefined}
          onClick={() => onChange(prettify(text))}
        >
          Tidy up
        </Button>
      </Group>
    </div>
  )
}

/** The CSV tab: a file with a header line, chosen or dropped. */
export function CsvInput({
  file,
  columns,
  onFile
}: {
  readonly file: ChosenFile | null
  /** Names that the header is expected to have. */
  readonly columns: readonly string[]
  readonly onFile: (file: ChosenFile) => void
}) {
  const { copy } = useUi()
  const [isOver, setOver] = useState(false)
  const choose = async () => {
    const chosen = await bridge.files.choose({ purpose: 'csv' })
    if (chosen) onFile(chosen)
  }
  const drop = async (event: DragEvent) => {
    // Prevented here, the window does not open the file as a registry.
    event.preventDefault()
    setOver(false)
    const dropped = event.dataTransfer.files[0]
    if (dropped) onFile(await dropFile(dropped))
  }
  const hover = (event: DragEvent) => {
    event.preventDefault()
    setOver(true)
  }
  const report = (failure: unknown) => showFailure('Could not take the file', failure)
  return (
    <div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button is the first */}
      <div
        className={styles.drop}
        data-over={isOver}
        onDragOver={hover}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => void drop(event).catch(report)}
      >
        <FileSpreadsheet size={24} aria-hidden />
        {file ? <strong>{file.name}</strong> : <span>Drop a CSV file here: one header line, one row per input, at most 100,000 rows.</span>}
        <Button variant="default" onClick={() => void choose().catch(report)}>
          {file ? 'Choose another file…' : 'Choose a file…'}
        </Button>
      </div>
      {columns.length > 0 && (
        <div className={styles.columnNames}>
          Columns: {columns.slice(0, 40).join(', ')}
          {columns.length > 40 ? ` and ${columns.length - 40} more` : ''}{' '}
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            onClick={() => void copy(columns.map(quoteCsv).join(',')).then(() => showToast({ message: 'Copied the header line' }))}
          >
            Copy header
          </Button>
        </div>
      )}
    </div>
  )
}

function quoteCsv(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}
