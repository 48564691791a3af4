import { Stack } from '@mantine/core'
import type { RunRow } from '../../../preload/contract/runs.ts'
import { paths } from '../../panels/paths.ts'
import { RunDuration } from '../../panels/run-duration.tsx'
import { RunStatusBadge } from '../../ui/Badges.tsx'
import { TagChips } from '../../ui/Chips.tsx'
import { Section } from '../../ui/Page.tsx'
import { type Property, PropertyTable } from '../../ui/PropertyTable.tsx'
import { RowLink } from '../../ui/RowLink.tsx'
import { Panel } from '../../ui/SplitView.tsx'
import { Hash, MetricValue, TimeAgo } from '../../ui/Values.tsx'
import styles from './runs.module.css'

/** All that is known of one row, beside the table. */
export function RunPeek({ run, registry, onClose }: { readonly run: RunRow; readonly registry: string; readonly onClose: () => void }) {
  const metrics = Object.entries(run.metrics).map(([label, value]): Property => ({ label, value: <MetricValue value={value} /> }))
  const params = Object.entries(run.params).map(([label, value]): Property => ({ label, value }))
  const name = run.name || run.id.slice(0, 8)
  return (
    <Panel title={name} onClose={onClose} actions={<RowLink to={paths.run(registry, run.id)}>Open</RowLink>}>
      <Stack gap="md">
        <PropertyTable
          properties={[
            { label: 'Status', value: <RunStatusBadge status={run.status} /> },
            { label: 'Started', value: <TimeAgo atMs={run.startedMs} /> },
            { label: 'Duration', value: <RunDuration run={run} /> },
            { label: 'User', value: run.user },
            { label: 'Run id', value: <Hash value={run.id} label="run id" /> }
          ]}
        />
        <Section title="Metrics">
          {metrics.length > 0 ? <PropertyTable properties={metrics} /> : <span className={styles.none}>none logged</span>}
        </Section>
        <Section title="Params">
          {params.length > 0 ? <PropertyTable properties={params} /> : <span className={styles.none}>none logged</span>}
        </Section>
        <Section title="Tags">
          <div className={styles.chips}>
            <TagChips tags={run.tags} limit={30} />
          </div>
        </Section>
      </Stack>
    </Panel>
  )
}
