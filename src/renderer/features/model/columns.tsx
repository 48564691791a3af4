import { Clock } from 'lucide-react'
import type { VersionRow } from '../../../preload/contract/versions.ts'
import { paths } from '../../panels/paths.ts'
import { StageBadge, ToneBadge } from '../../ui/Badges.tsx'
import { AliasChip, TagChips } from '../../ui/Chips.tsx'
import { formatMetric } from '../../ui/numbers.ts'
import { RowLink } from '../../ui/RowLink.tsx'
import type { Column } from '../../ui/table-columns.ts'
import { formatMoment } from '../../ui/times.ts'
import { MetricValue, Nothing, TimeAgo } from '../../ui/Values.tsx'
import styles from './model.module.css'

/** Columns of the versions; the version and its stage always stay. */
export function versionColumns(registry: string, metrics: readonly string[], hidden: ReadonlySet<string>): readonly Column<VersionRow>[] {
  const columns: readonly Column<VersionRow>[] = [
    {
      id: 'version',
      header: 'Version',
      width: 92,
      isPinned: true,
      sortKey: 'version',
      descendingFirst: true,
      text: (row) => `v${row.version}`,
      cell: (row) => <RowLink to={paths.version(registry, row.model, row.version)}>v{row.version}</RowLink>
    },
    {
      id: 'stage',
      header: 'Stage',
      width: 206,
      isGrowing: true,
      sortKey: 'stage',
      text: (row) => [row.stage, ...row.aliases.map((alias) => `@${alias}`)].join(' '),
      cell: showStanding
    },
    ...metrics.map(metricColumn),
    {
      id: 'created',
      header: 'Created',
      width: 104,
      sortKey: 'created',
      descendingFirst: true,
      text: (row) => formatMoment(row.createdMs),
      cell: (row) => <TimeAgo atMs={row.createdMs} />
    },
    { id: 'author', header: 'By', width: 66, sortKey: 'author', text: (row) => row.author ?? '', cell: (row) => row.author ?? <Nothing /> },
    { id: 'run', header: 'Run', width: 88, isGrowing: true, text: (row) => row.runId ?? '', cell: (row) => showRun(registry, row) },
    { id: 'tags', header: 'Tags', width: 160, isGrowing: true, text: writeTags, cell: (row) => <TagChips tags={row.tags} limit={1} /> },
    {
      id: 'description',
      header: 'Description',
      width: 220,
      isGrowing: true,
      text: (row) => row.description,
      cell: (row) => (row.description === '' ? <Nothing /> : <span title={row.description}>{row.description}</span>)
    }
  ]
  return columns.filter((column) => !hidden.has(column.id))
}

/** Stage, open request and aliases: where the version stands. */
function showStanding(row: VersionRow) {
  const { openRequest } = row
  return (
    <span className={styles.badges}>
      <StageBadge stage={row.stage} />
      {openRequest && (
        <ToneBadge
          tone="info"
          icon={Clock}
          title={`Request for ${openRequest.toStage}: ${openRequest.approvals} of ${openRequest.approvalsNeeded} approvals`}
        >
          {openRequest.approvals}/{openRequest.approvalsNeeded}
        </ToneBadge>
      )}
      {row.status !== 'READY' && <ToneBadge tone="warning">{row.status}</ToneBadge>}
      {row.aliases.map((alias) => (
        <AliasChip key={alias} alias={alias} />
      ))}
    </span>
  )
}

function metricColumn(metric: string): Column<VersionRow> {
  return {
    id: `metrics.${metric}`,
    header: metric,
    width: 88,
    align: 'right',
    sortKey: `metrics.${metric}`,
    descendingFirst: true,
    text: (row) => formatMetric(row.metrics[metric]),
    cell: (row) => <MetricValue value={row.metrics[metric]} />
  }
}

function showRun(registry: string, { runId, runName }: VersionRow) {
  if (runId === null) return <Nothing />
  return (
    <span className={styles.run}>
      <RowLink to={paths.run(registry, runId)} title={runId}>
        {runName || <code>{runId.slice(0, 8)}</code>}
      </RowLink>
    </span>
  )
}

function writeTags(row: VersionRow): string {
  return Object.entries(row.tags)
    .map(([key, value]) => `${key}:${value}`)
    .join(', ')
}
