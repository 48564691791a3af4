import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import type { PredictionRow } from '../../../preload/contract/predictions.ts'
import { bridge } from '../../bridge.ts'
import { useRows } from '../../panels/calls.ts'
import { paths } from '../../panels/paths.ts'
import { ExportMenu, historyColumnsOfAll } from '../../panels/predict-form-history.tsx'
import { RegistryFilter } from '../../panels/registry-filter.tsx'
import { usePanelWidth, usePlace, useRemembered, useTableSetting } from '../../panels/remember.ts'
import { useRegistryId, useSession } from '../../panels/session.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { Page, PageNotice, Toolbar } from '../../ui/Page.tsx'
import { SearchInput } from '../../ui/SearchInput.tsx'
import { SelectionBar } from '../../ui/SelectionBar.tsx'
import { SplitView } from '../../ui/SplitView.tsx'
import { PredictionPanel } from './PredictionPanel.tsx'

/** Every prediction that was made here, over all models and registries. */
export function PredictionsPage() {
  const [query, setQuery] = useRemembered('query', '')
  const [registry, setRegistry] = useRemembered('registry', '')
  const [openId, setOpenId] = useRemembered<string | null>('open', null)
  const [width, setWidth] = usePanelWidth()
  const [setting, changeSetting] = useTableSetting('predictions')
  const place = usePlace('predictions')
  const navigate = useNavigate()
  const current = useRegistryId()
  const registries = useSession((session) => session.registries)
  const filter = useMemo(() => ({ ...(registry === '' ? {} : { registry }), query }), [registry, query])
  const rows = useRows((offset, limit, signal) => bridge.predictions.list({ ...filter, offset, limit }, { signal }), [filter], {
    reloadOn: ['predictions.changed']
  })
  const hasRows = rows.failure === undefined || rows.rowCount > 0
  const isFiltered = query !== '' || registry !== ''
  const open = (row: PredictionRow) => setOpenId(row.id)
  return (
    <Page title="Predictions" windowTitle="Predictions" isLoading={rows.isLoading}>
      <Toolbar right={<ExportMenu filter={filter} isEmpty={rows.rowCount === 0} />}>
        <SearchInput
          value={query}
          onChange={setQuery}
          placeholder="Words in model, version, input, output, status"
          label="Filter predictions"
        />
        {registries.length > 1 && <RegistryFilter value={registry} onChange={setRegistry} />}
      </Toolbar>
      {rows.failure !== undefined && (
        <PageNotice>
          <FailureBox failure={rows.failure} what="Could not load the predictions" onRetry={rows.reload} />
        </PageNotice>
      )}
      {hasRows && (
        <SplitView
          panel={openId === null ? null : <PredictionPanel key={openId} id={openId} onClose={() => setOpenId(null)} onShow={setOpenId} />}
          width={width}
          onWidth={setWidth}
        >
          <DataTable<PredictionRow>
            label="Predictions"
            columns={historyColumnsOfAll}
            rowCount={rows.rowCount}
            rowAt={rows.rowAt}
            onRange={rows.onRange}
            rowKey={(row) => row.id}
            onOpen={open}
            onPeek={(row) => setOpenId(row.id === openId ? null : row.id)}
            onActive={(row) => openId !== null && setOpenId(row.id)}
            onEscape={() => setOpenId(null)}
            sizes={setting.sizes}
            onSizes={(sizes) => changeSetting({ sizes })}
            resetKey={`${registry} ${query}`}
            {...place}
            empty={
              rows.status !== 'ready' ? undefined : isFiltered ? (
                <EmptyState
                  fact="No prediction matches the filter."
                  link={{
                    label: 'Clear the filter',
                    run: () => {
                      setQuery('')
                      setRegistry('')
                    }
                  }}
                />
              ) : (
                <EmptyState
                  fact="No prediction was made yet. Every one is kept here: input, output, version and time."
                  action={current === '' ? undefined : { label: 'Try a model', run: () => void navigate(paths.predict(current)) }}
                />
              )
            }
            footer={<SelectionBar selected={0} total={rows.total} noun="prediction" />}
          />
        </SplitView>
      )}
    </Page>
  )
}
