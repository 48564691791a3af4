import { Clock } from 'lucide-react'
import type { ModelRow } from '../../../preload/contract/models.ts'
import { paths } from '../../panels/paths.ts'
import { ToneBadge } from '../../ui/Badges.tsx'
import { AliasChip, TagChips } from '../../ui/Chips.tsx'
import { countNoun, formatCount, formatMetric } from '../../ui/numbers.ts'
import { RowLink } from '../../ui/RowLink.tsx'
import { Sparkline } from '../../ui/Sparkline.tsx'
import uiStyles from '../../ui/styles.module.css'
import type { Column } from '../../ui/table-columns.ts'
import { formatMoment } from '../../ui/times.ts'
import { MetricValue, Nothing, TimeAgo } from '../../ui/Values.tsx'
import type { PlainColumn } from './column-choice.ts'
import styles from './models.module.css'

/** The table's columns: the name, then those shown, metrics before tags. */
export function modelColumns(registry: string, shown: ReadonlySet<PlainColumn>, metrics: readonly string[]): readonly Column<ModelRow>[] {
  const plain = listPlain(registry)
  const pick = (ids: readonly PlainColumn[]) => ids.flatMap((id) => (shown.has(id) ? [plain[id]] : []))
  return [
    nameColumn(registry),
    ...pick(['latest', 'production', 'staging', 'aliases', 'versions']),
    ...metrics.map(metricColumn),
    ...pick(['tags', 'description', 'created', 'updated'])
  ]
}

function nameColumn(registry: string): Column<ModelRow> {
  return {
    id: 'name',
    header: 'Name',
    width: 180,
    minWidth: 120,
    sortKey: 'name',
    isPinned: true,
    isGrowing: true,
    text: (row) => row.name,
    cell: (row) => (
      <span className={styles.name}>
        <RowLink to={paths.model(registry, row.name)} title={row.name}>
          {row.name}
        </RowLink>
        {row.openRequests > 0 && (
          <ToneBadge tone="info" icon={Clock} title={`${countNoun(row.openRequests, 'request')} waiting for a decision`}>
            {formatCount(row.openRequests)}
          </ToneBadge>
        )}
      </span>
    )
  }
}

function metricColumn(metric: string): Column<ModelRow> {
  return {
    id: `metrics.${metric}`,
    header: metric,
    width: 126,
    sortKey: `metrics.${metric}`,
    descendingFirst: true,
    text: (row) => formatMetric(row.trends[metric]?.latest),
    cell: (row) => {
      const trend = row.trends[metric]
      return (
        <span className={styles.trend}>
          <MetricValue value={trend?.latest} digits={4} />
          {trend && <Sparkline values={trend.series} width={48} label={`${metric} over versions`} />}
        </span>
      )
    }
  }
}

function listPlain(registry: string): Readonly<Record<PlainColumn, Column<ModelRow>>> {
  const stage = (id: 'production' | 'staging', header: string): Column<ModelRow> => ({
    id,
    header,
    width: id === 'production' ? 84 : 70,
    sortKey: id,
    descendingFirst: true,
    text: (row) => row[id].map((version) => `v${version}`).join(' '),
    cell: (row) => <StageVersions registry={registry} model={row.name} versions={row[id]} />
  })
  return {
    latest: {
      id: 'latest',
      header: 'Latest',
      width: 70,
      sortKey: 'latest',
      descendingFirst: true,
      text: (row) => (row.latestVersion === null ? '' : `v${row.latestVersion}`),
      cell: (row) => <StageVersions registry={registry} model={row.name} versions={row.latestVersion === null ? [] : [row.latestVersion]} />
    },
    production: stage('production', 'Production'),
    staging: stage('staging', 'Staging'),
    aliases: { id: 'aliases', header: 'Aliases', width: 264, isGrowing: true, text: writeAliases, cell: (row) => <Aliases row={row} /> },
    versions: {
      id: 'versions',
      header: 'Versions',
      width: 84,
      align: 'right',
      text: (row) => String(row.versionCount),
      cell: (row) => formatCount(row.versionCount)
    },
    tags: {
      id: 'tags',
      header: 'Tags',
      width: 122,
      isGrowing: true,
      text: writeTags,
      cell: (row) => <TagChips tags={row.tags} limit={1} />
    },
    description: {
      id: 'description',
      header: 'Description',
      width: 240,
      text: (row) => row.description,
      cell: (row) => (row.description === '' ? <Nothing /> : <span title={row.description}>{row.description}</span>)
    },
    created: moment('created', 'Created', (row) => row.createdMs),
    updated: moment('updated', 'Updated', (row) => row.updatedMs)
  }
}

function moment(id: 'created' | 'updated', header: string, atMs: (row: ModelRow) => number): Column<ModelRow> {
  return {
    id,
    header,
    width: 104,
    sortKey: id,
    descendingFirst: true,
    text: (row) => formatMoment(atMs(row)),
    cell: (row) => <TimeAgo atMs={atMs(row)} />
  }
}

function StageVersions({
  registry,
  model,
  versions
}: {
  readonly registry: string
  readonly model: string
  readonly versions: readonly string[]
}) {
  const [first, ...others] = versions
  if (first === undefined) return <Nothing />
  return (
    <span className={styles.versions}>
      <RowLink to={paths.version(registry, model, first)}>v{first}</RowLink>
      {others.length > 0 && <span title={others.map((version) => `v${version}`).join(', ')}> +{others.length}</span>}
    </span>
  )
}

function Aliases({ row }: { readonly row: ModelRow }) {
  if (row.aliases.length === 0) return <Nothing />
  return (
    <span className={uiStyles.row}>
      {row.aliases.slice(0, 3).map(({ alias, version }) => (
        <AliasChip key={alias} alias={alias} version={version} />
      ))}
      {row.aliases.length > 3 && <span title={writeAliases(row)}>+{row.aliases.length - 3}</span>}
    </span>
  )
}

function writeAliases(row: ModelRow): string {
  return row.aliases.map(({ alias, version }) => `@${alias} → v${version}`).join(', ')
}

function writeTags(row: ModelRow): string {
  return Object.entries(row.tags)
    .map(([key, value]) => `${key}:${value}`)
    .join(', ')
}
