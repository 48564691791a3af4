import { Anchor, Button } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import type { VersionContents, VersionDetail } from '../../../preload/contract/versions.ts'
import { bridge } from '../../bridge.ts'
import { useCall } from '../../panels/calls.ts'
import { DescriptionEditor } from '../../panels/description-editor.tsx'
import { paths } from '../../panels/paths.ts'
import { useReadOnlyReason } from '../../panels/session.ts'
import { TagEditing } from '../../panels/tag-editing.tsx'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { Card, Section } from '../../ui/Page.tsx'
import { PropertyTable } from '../../ui/PropertyTable.tsx'
import { Bytes, Hash, MetricValue, TimeAgo } from '../../ui/Values.tsx'
import styles from './version.module.css'

interface OverviewProps {
  readonly registry: string
  readonly version: VersionDetail
  readonly contents: VersionContents | undefined
}

/** On one screen: how good against production, where it came from, what it is, what may happen next. */
export function VersionOverview({ registry, version, contents }: OverviewProps) {
  const isReadOnly = useReadOnlyReason() !== ''
  const { model } = version
  const subject = { registry, model, version: version.version }
  return (
    <div className={styles.overview}>
      <div className={styles.main}>
        <AgainstProduction registry={registry} version={version} />
        <DescriptionEditor
          text={version.description}
          save={(description) => bridge.versions.update({ ...subject, description })}
          isReadOnly={isReadOnly}
        />
      </div>
      <div className={styles.side}>
        <Card>
          <Section title="Files">
            <Files {...subject} contents={contents} />
          </Section>
          <Section title="Origin">
            <Origin registry={registry} version={version} />
          </Section>
          {version.next.kind === 'none' && <Section title="Next">{version.next.why}</Section>}
          <Section title="Tags">
            <TagEditing subject={subject} tags={version.tags} isReadOnly={isReadOnly} />
          </Section>
          <Section title="Metadata">
            <TagEditing subject={subject} tags={version.tags} prefix="metadata." isReadOnly={isReadOnly} />
          </Section>
        </Card>
      </div>
    </div>
  )
}

/** Metrics, with differences to the production version where there is another one. */
function AgainstProduction({ registry, version }: { readonly registry: string; readonly version: VersionDetail }) {
  const { model } = version
  const { value, failure } = useCall(
    async (signal) => {
      const detail = await bridge.models.get({ registry, model }, { signal })
      const base = detail.production.find((one) => one !== version.version)
      if (base === undefined) return null
      const versions = [base, version.version].map((one) => ({ model, version: one }))
      return { base, comparison: await bridge.comparisons.versions({ registry, versions }, { signal }) }
    },
    [registry, model, version.version],
    { reloadOn: ['registry.changed'], registry }
  )
  const rows = value?.comparison.groups.find((group) => group.name === 'Metrics')?.rows
  const properties = rows
    ? rows.map((row) => ({
        label: row.key,
        value: <MetricValue value={toMetric(row.values[1])} difference={row.differences[1]} better={row.better} />
      }))
    : Object.entries(version.metrics).map(([label, metric]) => ({ label, value: <MetricValue value={metric} /> }))
  return (
    <Card>
      <Section title={value ? `Metrics against production v${value.base}` : 'Metrics'}>
        {failure !== undefined && <FailureBox what="Could not compare with production" failure={failure} />}
        {properties.length === 0 ? 'No metrics were logged.' : <PropertyTable properties={properties} />}
      </Section>
    </Card>
  )
}

function toMetric(value: unknown) {
  return typeof value === 'number' || value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? value : null
}

function Files({
  registry,
  model,
  version,
  contents
}: {
  readonly registry: string
  readonly model: string
  readonly version: string
  readonly contents: VersionContents | undefined
}) {
  const digest = useCall((signal) => bridge.versions.digest({ registry, model, version }, { signal }), [registry, model, version], {
    isEnabled: contents !== undefined && contents.problem === null && contents.size <= 64 * 1024 * 1024
  })
  if (!contents) return null
  if (contents.problem) return <span>{contents.problem}</span>
  return (
    <PropertyTable
      properties={[
        { label: 'Flavors', value: contents.flavors.join(', ') },
        {
          label: 'Runs on',
          value: contents.engine === 'onnx' ? 'ONNX, without Python' : contents.engine === 'python' ? 'Python' : 'nothing here'
        },
        { label: 'Loading', value: contents.loadingRunsCode ? 'runs code from its files' : 'runs no code of its own' },
        { label: 'Size', value: <Bytes value={contents.size} /> },
        {
          label: 'SHA-256',
          value: digest.value ? (
            <Hash value={digest.value.digest} label="digest" />
          ) : (
            <DigestButton registry={registry} model={model} version={version} isRunning={digest.isLoading} />
          )
        }
      ]}
    />
  )
}

/** Large files are hashed when asked for; the job shows in the status bar. */
function DigestButton({
  isRunning,
  ...subject
}: {
  readonly registry: string
  readonly model: string
  readonly version: string
  readonly isRunning: boolean
}) {
  const [isAsked, setAsked] = useState(false)
  const asked = useCall((signal) => bridge.versions.digest(subject, { signal }), [subject.version], { isEnabled: isAsked })
  if (isRunning || asked.isLoading) return <span>hashing…</span>
  if (asked.value) return <Hash value={asked.value.digest} label="digest" />
  return (
    <Button size="compact-xs" variant="default" onClick={() => setAsked(true)}>
      Compute
    </Button>
  )
}

function Origin({ registry, version }: { readonly registry: string; readonly version: VersionDetail }) {
  const commit = version.runTags['mlflow.source.git.commit']
  const script = version.runTags['mlflow.source.name']
  return (
    <PropertyTable
      properties={[
        {
          label: 'Run',
          value: version.runId && (
            <Anchor component={Link} to={paths.run(registry, version.runId)}>
              {version.runName ?? version.runId.slice(0, 8)}
            </Anchor>
          )
        },
        { label: 'Registered', value: <TimeAgo atMs={version.createdMs} /> },
        { label: 'Author', value: version.author },
        {
          label: 'Code',
          value: commit ? <Hash value={commit} label="commit" /> : script && <span style={{ overflowWrap: 'anywhere' }}>{script}</span>
        },
        { label: 'Source', value: <span style={{ overflowWrap: 'anywhere' }}>{version.source}</span> }
      ]}
    />
  )
}
