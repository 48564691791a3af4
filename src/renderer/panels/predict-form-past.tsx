import { Button } from '@mantine/core'
import { useState } from 'react'
import type { PredictionRow } from '../../preload/contract/predictions.ts'
import { bridge } from '../bridge.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { FailureBox } from '../ui/FailureBox.tsx'
import { SearchInput } from '../ui/SearchInput.tsx'
import { SelectionBar } from '../ui/SelectionBar.tsx'
import { showFailure } from '../ui/toasts.tsx'
import { useRows } from './calls.ts'
import styles from './predict-form.module.css'
import { ExportMenu, historyColumns } from './predict-form-history.tsx'
import { changeDraft, showPrediction } from './predict-form-store.ts'
import { prettify, readSentRow } from './predict-form-values.ts'

/** What was asked of a model before: Enter puts the input back into the form and shows the answer; Rerun asks this version the same. */
export function ModelHistory({
  registry,
  model,
  reference
}: {
  readonly registry: string
  readonly model: string
  readonly reference: string
}) {
  const [query, setQuery] = useState('')
  const [active, setActive] = useState<PredictionRow>()
  const [isBusy, setBusy] = useState(false)
  const filter = { registry, model, query }
  const rows = useRows(
    (offset, limit, signal) => bridge.predictions.list({ ...filter, offset, limit }, { signal }),
    [registry, model, query],
    {
      reloadOn: ['predictions.changed']
    }
  )
  const runKey = `${registry}/${model}/${reference}`
  const act = async (what: string, work: () => Promise<void>) => {
    setBusy(true)
    await work().catch((failure) => showFailure(what, failure))
    setBusy(false)
  }
  const use = (row: PredictionRow) =>
    void act('Could not read this prediction', async () => {
      const prediction = await bridge.predictions.get({ id: row.id })
      const texts = prediction.rows === 1 ? readSentRow(prediction.input) : null
      changeDraft(`${registry}/${model}`, texts ? { tab: 'form', texts } : { tab: 'json', json: prettify(prediction.input) })
      showPrediction(runKey, prediction)
    })
  const rerun = (row: PredictionRow) =>
    void act('Could not run it again', async () => showPrediction(runKey, await bridge.predictions.rerun({ id: row.id, reference })))
  return (
    <section aria-label="History">
      <div className={styles.historyHead}>
        <h2>History</h2>
        <SearchInput
          value={query}
          onChange={setQuery}
          placeholder="Words in input, output, version, status"
          label="Filter the history"
          width={300}
        />
        <div className={styles.spread}>
          <Button variant="default" disabled={!active || isBusy} onClick={() => active && use(active)}>
            Use in form
          </Button>
          <Button variant="default" disabled={!active || isBusy} onClick={() => active && rerun(active)}>
            Rerun
          </Button>
          <ExportMenu filter={filter} isEmpty={rows.rowCount === 0} />
        </div>
      </div>
      {rows.failure !== undefined && <FailureBox failure={rows.failure} what="Could not load the history" onRetry={rows.reload} />}
      {rows.rowCount === 0 && rows.status === 'ready' && (
        <p className={styles.none}>{query === '' ? 'Nothing was asked of this model yet.' : 'No prediction matches the filter.'}</p>
      )}
      {rows.rowCount > 0 && (
        <DataTable<PredictionRow>
          label="Predictions of this model"
          columns={historyColumns}
          rowCount={rows.rowCount}
          rowAt={rows.rowAt}
          onRange={rows.onRange}
          rowKey={(row) => row.id}
          onActive={setActive}
          onOpen={use}
          resetKey={query}
          fit="content"
          maxHeight={320}
          footer={<SelectionBar selected={0} total={rows.rowCount} noun="prediction" />}
        />
      )}
    </section>
  )
}
