import type { RunRow } from '../../../preload/contract/runs.ts'
import { paths } from '../../panels/paths.ts'
import { RunDuration } from '../../panels/run-duration.tsx'
import { RunStatusBadge } from '../../ui/Badges.tsx'
import { formatMetric } from '../../ui/numbers.ts'
import { RowLink } from '../../ui/RowLink.tsx'
import type { Column } from '../../ui/table-columns.ts'
import { formatDuration, formatMoment } from '../../ui/times.ts'
import { Hash, Nothing, TimeAgo } from '../../ui/Values.tsx'
import type { KeyedColumn, PlainColumn } from './column-choice.ts'

/** Words of the plain columns. */
export const plainLabels: Readonly<Record<PlainColumn, string>> = {
  started: 'Started',
  duration: 'Duration',
  user: 'User',
  experiment: 'Experiment',
  ended: 'Ended',
  id: 'Run id'
}

/** Columns of the runs table, the name first and pinned. `nameExperiment` turns an id into a name. */
export function runColumns(
  registry: string,
  plain: readonly PlainColumn[],
  keyed: readonly KeyedColumn[],
  nameExperiment: (id: string) => string
): readonly Column<RunRow>[] {
  const all = { ...plainDefinitions, experiment: experimentColumn(nameExperiment) }
  return [nameColumn(registry), statusColumn, ...plain.map((id) => all[id]), ...keyed.map((column) => keyedColumn(column, keyed))]
}

function nameColumn(registry: string): Column<RunRow> {
  return {
    id: 'name',
    header: 'Run',
    width: 170,
    isPinned: true,
    sortKey: 'name',
    cell: (run) => (
      <RowLink to={paths.run(registry, run.id)} title={run.name || run.id}>
        {run.name || run.id.slice(0, 8)}
      </RowLink>
    ),
    text: (run) => run.name || run.id
  }
}

const statusColumn: Column<RunRow> = {
  id: 'status',
  header: 'Status',
  width: 118,
  sortKey: 'status',
  cell: (run) => <RunStatusBadge status={run.status} isInList />,
  text: (run) => run.status
}

const plainDefinitions: Readonly<Record<Exclude<PlainColumn, 'experiment'>, Column<RunRow>>> = {
  started: {
    id: 'started',
    header: 'Started',
    width: 108,
    sortKey: 'started',
    descendingFirst: true,
    cell: (run) => <TimeAgo atMs={run.startedMs} />,
    text: (run) => (run.startedMs === null ? '' : formatMoment(run.startedMs))
  },
  duration: {
    id: 'duration',
    header: 'Duration',
    width: 102,
    align: 'right',
    sortKey: 'duration',
    descendingFirst: true,
    cell: (run) => <RunDuration run={run} />,
    text: (run) => (run.startedMs === null || run.endedMs === null ? '' : formatDuration(run.endedMs - run.startedMs))
  },
  user: { id: 'user', header: 'User', width: 96, sortKey: 'user', cell: (run) => run.user || <Nothing />, text: (run) => run.user },
  ended: {
    id: 'ended',
    header: 'Ended',
    width: 100,
    sortKey: 'ended',
    descendingFirst: true,
    cell: (run) => <TimeAgo atMs={run.endedMs} />,
    text: (run) => (run.endedMs === null ? '' : formatMoment(run.endedMs))
  },
  id: { id: 'id', header: 'Run id', width: 100, cell: (run) => <Hash value={run.id} label="run id" />, text: (run) => run.id }
}

function experimentColumn(nameExperiment: (id: string) => string): Column<RunRow> {
  const name = (run: RunRow) => nameExperiment(run.experimentId)
  return { id: 'experiment', header: 'Experiment', width: 150, cell: (run) => <span title={name(run)}>{name(run)}</span>, text: name }
}

/** A metric, param or tag; its kind is said where another column shown has the same key. */
function keyedColumn(column: KeyedColumn, shown: readonly KeyedColumn[]): Column<RunRow> {
  const { id, group, key } = column
  const isTwin = shown.some((other) => other.key === key && other.group !== group)
  const header = group === 'tags' || isTwin ? `${key} (${group.slice(0, -1)})` : key
  if (group === 'metrics')
    return {
      id,
      header,
      width: 128,
      align: 'right',
      sortKey: id,
      descendingFirst: true,
      cell: (run) => (key in run.metrics ? <span title={String(run.metrics[key])}>{formatMetric(run.metrics[key])}</span> : <Nothing />),
      text: (run) => String(run.metrics[key] ?? '')
    }
  return {
    id,
    header,
    width: 112,
    sortKey: id,
    cell: (run) => (run[group][key] ? <span title={run[group][key]}>{run[group][key]}</span> : <Nothing />),
    text: (run) => run[group][key] ?? ''
  }
}
