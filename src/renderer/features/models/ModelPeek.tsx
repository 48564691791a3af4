import { Button } from '@mantine/core'
import { Link } from 'react-router'
import type { ModelRow } from '../../../preload/contract/models.ts'
import { bridge } from '../../bridge.ts'
import { useCall } from '../../panels/calls.ts'
import { paths } from '../../panels/paths.ts'
import { StageBadge } from '../../ui/Badges.tsx'
import { AliasChip, TagChips } from '../../ui/Chips.tsx'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { Markdown } from '../../ui/Markdown.tsx'
import { formatCount } from '../../ui/numbers.ts'
import { Section } from '../../ui/Page.tsx'
import { PropertyTable } from '../../ui/PropertyTable.tsx'
import { RowLink } from '../../ui/RowLink.tsx'
import { Sparkline } from '../../ui/Sparkline.tsx'
import { Panel } from '../../ui/SplitView.tsx'
import { MetricValue, TimeAgo } from '../../ui/Values.tsx'
import styles from './models.module.css'

const versionsShown = 8

/** What is known of one model, beside the table. */
export function ModelPeek({ registry, row, onClose }: { readonly registry: string; readonly row: ModelRow; readonly onClose: () => void }) {
  const { name } = row
  const trends = Object.entries(row.trends)
  return (
    <Panel
      title={name}
      onClose={onClose}
      actions={
        <Button component={Link} to={paths.model(registry, name)} variant="default" size="compact-sm">
          Open
        </Button>
      }
    >
      <div className={styles.parts}>
        <PropertyTable
          properties={[
            { label: 'Versions', value: formatCount(row.versionCount) },
            { label: 'Updated', value: <TimeAgo atMs={row.updatedMs} /> },
            { label: 'Created', value: <TimeAgo atMs={row.createdMs} /> },
            {
              label: 'Aliases',
              value: row.aliases.length > 0 && (
                <span className={styles.wrap}>
                  {row.aliases.map(({ alias, version }) => (
                    <AliasChip key={alias} alias={alias} version={version} />
                  ))}
                </span>
              )
            },
            { label: 'Tags', value: <TagChips tags={row.tags} limit={20} wraps /> },
            ...trends.map(([metric, { latest, series }]) => ({
              label: metric,
              value: (
                <span className={styles.wrap}>
                  <MetricValue value={latest} />
                  <Sparkline values={series} label={`${metric} over versions`} />
                </span>
              )
            }))
          ]}
        />
        {row.description !== '' && (
          <Section title="Description">
            <Markdown text={row.description} />
          </Section>
        )}
        <NewestVersions registry={registry} model={name} />
      </div>
    </Panel>
  )
}

function NewestVersions({ registry, model }: { readonly registry: string; readonly model: string }) {
  const { value, failure, reload } = useCall(
    (signal) => bridge.versions.list({ registry, model, limit: versionsShown }, { signal }),
    [registry, model],
    { reloadOn: ['registry.changed'], registry }
  )
  if (failure !== undefined) return <FailureBox what="Could not load the versions" failure={failure} onRetry={reload} />
  if (!value || value.rows[0]?.model !== model) return null
  return (
    <Section title="Newest versions">
      <ul className={styles.newest}>
        {value.rows.map((one) => (
          <li key={one.version}>
            <RowLink to={paths.version(registry, model, one.version)}>v{one.version}</RowLink>
            <span className={styles.wrap}>
              <StageBadge stage={one.stage} />
              {one.aliases.map((alias) => (
                <AliasChip key={alias} alias={alias} />
              ))}
            </span>
            <TimeAgo atMs={one.createdMs} />
          </li>
        ))}
      </ul>
    </Section>
  )
}
