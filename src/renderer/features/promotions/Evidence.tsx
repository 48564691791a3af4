import { Anchor } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import type { CellValue, ComparisonGroup, ComparisonRow } from '../../../preload/contract/comparisons.ts'
import type { RequestDetail } from '../../../preload/contract/promotions.ts'
import { paths } from '../../panels/paths.ts'
import { formatMetric, judgeDifference } from '../../ui/numbers.ts'
import { Section } from '../../ui/Page.tsx'
import { Difference, Nothing } from '../../ui/Values.tsx'
import styles from './promotions.module.css'

/** Rows of one group that are shown before asking for more. */
const shownAtFirst = 12

/** What the version is measured against: every metric, what else differs, and what was found the same. */
export function Evidence({ request }: { readonly request: RequestDetail }) {
  const { evidenceBase: base, evidence, registryId, model, version, toStage } = request
  const compare =
    base &&
    paths.compareVersions(registryId, [
      { model, version: base.version },
      { model, version }
    ])
  const groups = sortGroups(evidence)
  const same = groups.filter((group) => group.rows.length === 0).map((group) => group.name)
  return (
    <Section
      title="Evidence"
      actions={
        compare && (
          <Anchor component={Link} to={compare} size="sm">
            Compare in full
          </Anchor>
        )
      }
    >
      <EvidenceNote base={base} toStage={toStage} version={version} />
      {groups
        .filter((group) => group.rows.length > 0)
        .map((group) => (
          <GroupTable key={group.name} group={group} base={base && `v${base.version} in ${base.stage}`} candidate={`v${version}`} />
        ))}
      {base && same.length > 0 && (
        <p className={styles.evidenceNote}>
          The same in v{base.version} and v{version}: {same.join(', ')}.
        </p>
      )}
    </Section>
  )
}

function EvidenceNote({
  base,
  toStage,
  version
}: {
  readonly base: RequestDetail['evidenceBase']
  readonly toStage: string
  readonly version: string
}) {
  if (base?.stage === toStage) return null
  return (
    <p className={styles.evidenceNote}>
      {base
        ? `No version was in ${toStage} when this was requested: v${version} is compared with v${base.version}, which is in Production.`
        : `No version was in ${toStage} when this was requested: there is nothing to compare with. What v${version} brings:`}
    </p>
  )
}

interface GroupProps {
  readonly group: ComparisonGroup
  /** What the candidate is compared with; null: it stands alone. */
  readonly base: string | null
  readonly candidate: string
}

function GroupTable({ group, base, candidate }: GroupProps) {
  const [isWhole, setWhole] = useState(false)
  const isMetrics = group.name === 'Metrics'
  const rows = isWhole ? group.rows : group.rows.slice(0, shownAtFirst)
  const isCompared = base !== null
  const hasDifferences = isMetrics && isCompared
  return (
    <>
      <table className={styles.evidence}>
        <caption>{group.name}</caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            {isCompared && <th scope="col">{base}</th>}
            <th scope="col">{candidate}</th>
            {hasDifferences && <th scope="col">Difference</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.key}</th>
              {isCompared && <td>{writeCell(row.values[0], isMetrics)}</td>}
              <td>{writeCell(row.values[1], isMetrics)}</td>
              {hasDifferences && <td>{showDifference(row)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {group.rows.length > rows.length && (
        <Anchor component="button" type="button" size="sm" mb="md" onClick={() => setWhole(true)}>
          {group.rows.length - rows.length} more in {group.name}
        </Anchor>
      )}
    </>
  )
}

const order: readonly ComparisonGroup['name'][] = ['Metrics', 'Params', 'Schema', 'Environment', 'Tags', 'Artifacts', 'About']

/** What decides comes first. */
function sortGroups(groups: readonly ComparisonGroup[]): readonly ComparisonGroup[] {
  return [...groups].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
}

function showDifference({ differences, better }: ComparisonRow) {
  const difference = differences[1]
  if (typeof difference !== 'number') return <Nothing />
  return (
    <>
      <Difference value={difference} better={better} /> <span className={styles.verdict}>{judgeDifference(difference, better)}</span>
    </>
  )
}

function writeCell(value: CellValue | undefined, isMetric: boolean) {
  if (value === null || value === undefined) return <Nothing />
  return isMetric && (typeof value === 'number' || value === 'NaN' || value === 'Infinity' || value === '-Infinity')
    ? formatMetric(value)
    : String(value)
}
