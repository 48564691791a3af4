import { Anchor, Button } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import type { VersionContents, VersionDetail } from '../../../preload/contract/versions.ts'
import { bridge } from '../../bridge.ts'
import { ActivityList } from '../../panels/activity-list.tsx'
import { useCall } from '../../panels/calls.ts'
import { DescriptionEditor } from '../../panels/description-editor.tsx'
import { paths } from '../../panels/paths.ts'
import { useReadOnlyReason } from '../../panels/session.ts'
import { TagEditing } from '../../panels/tag-editing.tsx'
import { Notice } from '../../ui/FailureBox.tsx'
import { Card, Section } from '../../ui/Page.tsx'
import { PropertyTable } from '../../ui/PropertyTable.tsx'
import { Bytes, Hash, TimeAgo } from '../../ui/Values.tsx'
import { AgainstProduction } from './AgainstProduction.tsx'
import styles from './version.module.css'

interface OverviewProps {
  readonly registry: string
  readonly version: VersionDetail
  readonly contents: VersionContents | undefined
}

/** On one screen: how good against production and what people said of it; beside it what it is and where it came from. */
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
        <Section title="Tags">
          <TagEditing subject={subject} tags={version.tags} isReadOnly={isReadOnly} />
        </Section>
        <Section title="Metadata">
          <TagEditing subject={subject} tags={version.tags} prefix="metadata." isReadOnly={isReadOnly} />
        </Section>
        <Section title="What happened last">
          <ActivityList registry={registry} model={model} version={version.version} limit={3} />
        </Section>
      </div>
      <div className={styles.side}>
        <Card>
          {version.next.kind === 'none' && <Section title="Next">{version.next.why}</Section>}
          <Section title="Files">
            <Files {...subject} contents={contents} />
          </Section>
          <Section title="Origin">
            <Origin registry={registry} version={version} />
          </Section>
        </Card>
      </div>
    </div>
  )
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
  if (!contents)
    return <PropertyTable properties={['Flavors', 'Runs on', 'Loading', 'Size', 'SHA-256'].map((label) => ({ label, value: '\u00a0' }))} />
  if (contents.problem) return <Notice tone="warning">{contents.problem}</Notice>
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
        { label: 'Source', value: <Hash value={version.source} label="source" length={1024} /> }
      ]}
    />
  )
}
