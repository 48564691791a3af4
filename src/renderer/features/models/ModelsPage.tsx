import { useMemo, useState } from 'react'
import { bridge } from '../../bridge.ts'
import { useCall, useRows } from '../../panels/calls.ts'
import { useCheckedFilter } from '../../panels/checked-filter.ts'
import { FilterHelp } from '../../panels/filter-help.tsx'
import { RegisterDialog } from '../../panels/register-dialog.tsx'
import { useTableSetting } from '../../panels/remember.ts'
import { useReadOnlyReason, useRegistry, useRegistryId } from '../../panels/session.ts'
import { ColumnPicker } from '../../ui/ColumnPicker.tsx'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { Page, PageBody, Toolbar } from '../../ui/Page.tsx'
import { RefusableButton } from '../../ui/RefusableButton.tsx'
import { SearchInput } from '../../ui/SearchInput.tsx'
import { listPickable, pickMetrics, toggleColumn } from './column-choice.ts'
import { ModelsTable } from './ModelsTable.tsx'

const byName = { key: 'name', descending: false }
const examples = [
  { filter: 'churn production', what: 'words in name, tags, aliases and stages' },
  { filter: "name LIKE 'churn%'", what: 'the name; % stands for anything, ILIKE ignores case' },
  { filter: "tags.team = 'risk'", what: 'a tag of the model' },
  { filter: "name ILIKE '%fraud%' AND tags.task != 'demo'", what: 'AND joins' }
]

/** The models of a registry: where each stands, how good it is, what it is called. */
export function ModelsPage() {
  const registry = useRegistryId()
  const name = useRegistry()?.name ?? ''
  const readOnly = useReadOnlyReason()
  const [isRegistering, setRegistering] = useState(false)
  const [setting, changeSetting] = useTableSetting('models')
  const reload = { reloadOn: ['registry.changed', 'requests.changed'], registry } as const
  const metricNames = useCall((signal) => bridge.models.metricNames({ registry }, { signal }), [registry], reload)
  const names = metricNames.value ?? none
  const metrics = useMemo(() => pickMetrics(names, setting), [names, setting])
  const sort = setting.sort ?? byName
  const filter = useCheckedFilter('filter', (text, signal) => bridge.models.list({ registry, filter: text, limit: 1 }, { signal }))
  const rows = useRows(
    (offset, limit, signal) =>
      bridge.models.list({ registry, filter: filter.applied, sort, metrics: [...metrics], offset, limit }, { signal }),
    [registry, filter.applied, sort, metrics],
    reload
  )
  return (
    <Page
      title="Models"
      windowTitle="Models"
      isLoading={rows.isLoading || metricNames.isLoading}
      actions={
        <RefusableButton refusal={readOnly} onClick={() => setRegistering(true)}>
          Register…
        </RefusableButton>
      }
    >
      <Toolbar
        right={
          <ColumnPicker
            columns={listPickable(names, setting)}
            onToggle={(id, isVisible) => changeSetting(toggleColumn(id, isVisible, setting, names))}
            onReset={() => changeSetting({ added: [], hidden: [], sizes: {} })}
          />
        }
      >
        <SearchInput
          value={filter.applied}
          onChange={filter.change}
          placeholder="Name, tag, stage, alias, or tags.team = 'risk'"
          label="Filter models"
          problem={filter.problem}
          delayMs={200}
          width={400}
        />
        <FilterHelp noun="models" examples={examples} onPick={filter.change} />
      </Toolbar>
      {rows.failure !== undefined ? (
        <PageBody width={720}>
          <FailureBox what={`Could not list the models of ${name}`} failure={rows.failure} onRetry={rows.reload} />
        </PageBody>
      ) : (
        <ModelsTable
          registry={registry}
          registryName={name}
          rows={rows}
          filter={filter}
          setting={setting}
          onSetting={changeSetting}
          sort={sort}
          metrics={metrics}
          onRegister={readOnly === '' ? () => setRegistering(true) : undefined}
        />
      )}
      <RegisterDialog isOpen={isRegistering} registry={registry} onClose={() => setRegistering(false)} />
    </Page>
  )
}

const none: readonly string[] = []
