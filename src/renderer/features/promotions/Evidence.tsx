import { Anchor, Text } from '@mantine/core'
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

/** What is different from the version that is there now, metrics first. */
export function Evidence({ request }: { readonly request: RequestDetail }) {
  const { incumbent, evidence, registryId, model, version, toStage } = request
  const compare =
    incumbent === null
      ? null
      : paths.compareVersions(registryId, [
          { model, version: incumbent },
          { model, version }
        ])
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
      {incumbent === null && (
        <p className={styles.evidenceNote}>
          No version was in {toStage} when this was requested: there is nothing to compare with. What v{version} brings:
        </p>
      )}
      {incumbent !== null && evidence.length === 0 && <Text c="dimmed">No difference to v{incumbent} was found.</Text>}
      {sortGroups(evidence).map((group) => (
        <GroupTable
          key={group.name}
          group={group}
          base={incumbent === null ? null : `v${incumbent} in ${toStage}`}
          candidate={`v${version}`}
        />
      ))}
    </Section>
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
