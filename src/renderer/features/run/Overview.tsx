import { Anchor } from '@mantine/core'
import type { ReactNode } from 'react'
import type { RunDetail } from '../../../preload/contract/runs.ts'
import { useSeriesColors } from '../../panels/colors.ts'
import { MetricGlance } from '../../panels/metric-glance.tsx'
import { paths } from '../../panels/paths.ts'
import { RunDuration } from '../../panels/run-duration.tsx'
import { TagChips } from '../../ui/Chips.tsx'
import { Markdown } from '../../ui/Markdown.tsx'
import { Card, Section } from '../../ui/Page.tsx'
import { type Property, PropertyTable } from '../../ui/PropertyTable.tsx'
import { RowLink } from '../../ui/RowLink.tsx'
import { formatMoment } from '../../ui/times.ts'
import { MetricValue } from '../../ui/Values.tsx'
import { Outcome } from './Outcome.tsx'
import { describeRun, describeSource, listParams, sortNames } from './rules.ts'
import styles from './run.module.css'

/** Of each kind here; the tabs have them all. */
const shownAtMost = 12
const chartsShown = 2

/** What the run was and what came out of it, on one screen. */
export function Overview({
  run,
  registry,
  onTab,
  onRegister
}: {
  readonly run: RunDetail
  readonly registry: string
  readonly onTab: (tab: string) => void
  readonly onRegister: (path: string) => void
}) {
  const key = `${registry}/run/${run.id}`
  const colorOf = useSeriesColors([key])
  const note = run.tags['mlflow.note.content'] ?? ''
  const metrics = Object.entries(run.metrics).map(([label, value]): Property => ({ label, value: <MetricValue value={value} /> }))
  const params = listParams(run).map(({ key, value }): Property => ({ label: key, value: <Clipped text={value} /> }))
  return (
    <div className={styles.overview}>
      <div className={styles.main}>
        {note !== '' && (
          <div className={styles.note}>
            <Markdown text={note} />
          </div>
        )}
        <div className={styles.pair}>
          <Some title="Metrics" all={metrics} none="None logged." onAll={() => onTab('metrics')} />
          <Some title="Params" all={params} none="None logged." onAll={() => onTab('params')} />
        </div>
        <MetricGlance
          registry={registry}
          run={{ runId: run.id, label: describeRun(run), color: colorOf(key) }}
          metrics={sortNames(Object.keys(run.metrics))}
          limit={chartsShown}
          onAll={() => onTab('metrics')}
        />
        <Outcome run={run} registry={registry} onRegister={onRegister} />
      </div>
      <div className={styles.side}>
        <Card>
          <Section title="Run">
            <Facts run={run} registry={registry} />
          </Section>
          <Section title="Data">
            <Datasets run={run} />
          </Section>
          <Section title="Tags">
            <div className={styles.chips}>
              <TagChips tags={run.tags} limit={20} />
            </div>
          </Section>
        </Card>
      </div>
    </div>
  )
}

function Some({
  title,
  all,
  none,
  onAll
}: {
  readonly title: string
  readonly all: readonly Property[]
  readonly none: string
  readonly onAll: () => void
}) {
  return (
    <Card>
      <Section
        title={title}
        actions={all.length > shownAtMost && <AllLink onAll={onAll}>{`All ${all.length} ${title.toLowerCase()}`}</AllLink>}
      >
        {all.length === 0 ? <span className={styles.dim}>{none}</span> : <PropertyTable properties={all.slice(0, shownAtMost)} />}
      </Section>
    </Card>
  )
}

/** One line of a value that may be a document. */
function Clipped({ text }: { readonly text: string }) {
  return (
    <span className={styles.clip} title={text}>
      {text}
    </span>
  )
}

function AllLink({ onAll, children }: { readonly onAll: () => void; readonly children: ReactNode }) {
  return (
    <Anchor component="button" type="button" size="sm" onClick={onAll}>
      {children}
    </Anchor>
  )
}

function Facts({ run, registry }: { readonly run: RunDetail; readonly registry: string }) {
  const experiment = run.experimentName || run.experimentId
  return (
    <PropertyTable
      properties={[
        {
          label: 'Experiment',
          value: (
            <RowLink to={paths.runs(registry, run.experimentId)}>
              <Clipped text={experiment} />
            </RowLink>
          )
        },
        { label: 'Started', value: run.startedMs === null ? null : formatMoment(run.startedMs) },
        { label: 'Duration', value: <RunDuration run={run} /> },
        { label: 'User', value: run.user },
        { label: 'Code', value: describeSource(run) },
        { label: 'Files at', value: <Clipped text={run.artifactUri} /> }
      ]}
    />
  )
}

function Datasets({ run }: { readonly run: RunDetail }) {
  if (run.datasets.length === 0) return <span className={styles.dim}>No dataset was logged.</span>
  return (
    <ul className={styles.list}>
      {run.datasets.map((dataset) => (
        <li key={`${dataset.name} ${dataset.digest} ${dataset.context}`}>
          <strong>{dataset.name}</strong> {dataset.context !== '' && <span className={styles.dim}>for {dataset.context}</span>}
          <div className={styles.dim}>
            {dataset.sourceType}, digest <code>{dataset.digest}</code>
          </div>
        </li>
      ))}
    </ul>
  )
}
