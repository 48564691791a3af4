import { Text } from '@mantine/core'
import type { VersionContents, VersionDetail } from '../../../preload/contract/versions.ts'
import { ActivityList } from '../../panels/activity-list.tsx'
import { ArtifactTree } from '../../panels/artifact-tree.tsx'
import { MetricCharts } from '../../panels/metric-charts.tsx'
import { PredictPanel } from '../../panels/predict-form.tsx'
import { SignatureTable } from '../../panels/signature-table.tsx'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { FailureBox, Notice } from '../../ui/FailureBox.tsx'
import { PageBody, Section } from '../../ui/Page.tsx'
import { PropertyTable } from '../../ui/PropertyTable.tsx'
import { MetricValue } from '../../ui/Values.tsx'
import { VersionOverview } from './VersionOverview.tsx'
import styles from './version.module.css'

export interface VersionTabProps {
  readonly registry: string
  readonly version: VersionDetail
  /** Undefined while the files are being read. */
  readonly contents: VersionContents | undefined
  readonly failure: unknown
  readonly tab: string
}

/** The content of one tab of a version. */
export function VersionTab(props: VersionTabProps) {
  const { registry, version, contents, tab } = props
  if (tab === 'artifacts' && contents?.problem)
    return (
      <PageBody>
        <Problem text={contents.problem} />
      </PageBody>
    )
  if (tab === 'artifacts')
    return (
      <div className={styles.artifacts}>
        <ArtifactTree
          registry={registry}
          root={{ kind: 'version', model: version.model, version: version.version }}
          name={`${version.model} v${version.version}`}
        />
      </div>
    )
  return (
    <PageBody>
      <Content {...props} />
    </PageBody>
  )
}

function Content({ registry, version, contents, failure, tab }: VersionTabProps) {
  if (tab === 'metrics') return <Metrics registry={registry} version={version} />
  if (tab === 'params' && Object.keys(version.params).length === 0) return <EmptyState fact="No params were logged with this version." />
  if (tab === 'params')
    return (
      <Section title="Params of its run">
        <PropertyTable properties={Object.entries(version.params).map(([label, value]) => ({ label, value }))} />
      </Section>
    )
  if (tab === 'predict') return <PredictPanel registry={registry} model={version.model} reference={version.version} isPrimary />
  if (tab === 'activity')
    return (
      <div className={styles.column}>
        <ActivityList registry={registry} model={version.model} version={version.version} />
      </div>
    )
  if (failure !== undefined) return <FailureBox what="Could not read the files of this version" failure={failure} />
  if (tab === 'schema') return <Schema contents={contents} />
  if (tab === 'environment') return <Environment contents={contents} />
  return <VersionOverview registry={registry} version={version} contents={contents} />
}

function Metrics({ registry, version }: Pick<VersionTabProps, 'registry' | 'version'>) {
  const { runId } = version
  const name = `${version.model} v${version.version}`
  if (Object.keys(version.metrics).length === 0) return <EmptyState fact="No metrics were logged with this version." />
  return (
    <>
      <Section title="Last values">
        <PropertyTable
          properties={Object.entries(version.metrics).map(([label, value]) => ({ label, value: <MetricValue value={value} /> }))}
        />
      </Section>
      {runId === null ? (
        <Text c="dimmed">This version has no run, so its metrics have no history.</Text>
      ) : (
        <MetricCharts
          registry={registry}
          runs={[{ runId, label: `v${version.version}`, color: 0 }]}
          metrics={Object.keys(version.metrics)}
          name={name}
        />
      )}
    </>
  )
}

function Schema({ contents }: { readonly contents: VersionContents | undefined }) {
  if (!contents) return null
  if (contents.problem) return <Problem text={contents.problem} />
  if (!contents.signature) return <EmptyState fact="The model was logged without a signature." />
  return <SignatureTable signature={contents.signature} />
}

function Environment({ contents }: { readonly contents: VersionContents | undefined }) {
  if (!contents) return null
  if (contents.problem) return <Problem text={contents.problem} />
  return (
    <div className={styles.column}>
      <Section title="Runtime">
        <PropertyTable
          properties={[
            { label: 'Python', value: contents.pythonVersion },
            { label: 'MLflow', value: contents.mlflowVersion },
            { label: 'Flavors', value: contents.flavors.join(', ') },
            { label: 'Format', value: contents.serializationFormat }
          ]}
        />
      </Section>
      {contents.environmentFiles.map(({ path, text }) => (
        <Section key={path} title={path}>
          <CodeBlock code={text} label={path} language={path.endsWith('.yaml') ? 'yaml' : 'text'} />
        </Section>
      ))}
    </div>
  )
}

/** What is wrong with the files, in lines that can be read on a wide window too. */
function Problem({ text }: { readonly text: string }) {
  return (
    <div className={styles.problem}>
      <Notice tone="warning">{text}</Notice>
    </div>
  )
}
