import { Select } from '@mantine/core'
import { FileX } from 'lucide-react'
import { useNavigate, useParams } from 'react-router'
import type { VersionContents, VersionDetail } from '../../../preload/contract/versions.ts'
import { bridge } from '../../bridge.ts'
import { removeAlias } from '../../panels/alias-acts.ts'
import { useCall } from '../../panels/calls.ts'
import { paths } from '../../panels/paths.ts'
import { nameReference } from '../../panels/predict-form-reference.tsx'
import { useReadOnlyReason, useRegistry, useRegistryId } from '../../panels/session.ts'
import { StageBadge, ToneBadge } from '../../ui/Badges.tsx'
import { AliasChip } from '../../ui/Chips.tsx'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { Page, PageBody, type TabItem } from '../../ui/Page.tsx'
import { VersionActions } from './VersionActions.tsx'
import { VersionTab } from './VersionTab.tsx'

/** One version of a model: what it is, how good, where it came from, and the next sensible step. */
export function VersionPage() {
  const { model = '', version: reference = '', tab = 'overview' } = useParams()
  const registry = useRegistryId()
  const registryName = useRegistry()?.name ?? 'Models'
  const navigate = useNavigate()
  const call = useCall((signal) => bridge.versions.get({ registry, model, reference }, { signal }), [registry, model, reference], {
    reloadOn: ['registry.changed', 'requests.changed'],
    registry
  })
  const version = call.value?.model === model ? call.value : undefined
  const number = version?.version ?? ''
  const contents = useCall(
    (signal) => bridge.versions.contents({ registry, model, version: number }, { signal }),
    [registry, model, number],
    {
      isEnabled: number !== ''
    }
  )
  const openTab = (next: string) =>
    void navigate(paths.version(registry, model, reference, next === 'overview' ? undefined : next), { replace: true })
  const shownName = version ? `v${version.version}` : nameReference(reference)
  const name = `${model} ${shownName}`
  const problem = contents.value?.problem ?? null
  return (
    <Page
      title={name}
      windowTitle={name}
      crumbs={[
        { label: registryName, to: paths.models(registry) },
        { label: model, to: paths.model(registry, model) },
        { label: shownName }
      ]}
      isLoading={call.isLoading || contents.isLoading}
      facts={
        version && (
          <Facts
            registry={registry}
            version={version}
            problem={problem}
            onVersion={(next) => void navigate(paths.version(registry, model, next, tab))}
          />
        )
      }
      actions={version && <VersionActions registry={registry} version={version} isQuiet={tab === 'predict' || problem !== null} />}
      {...(call.failure === undefined ? { tabs: listTabs(version, contents.value), tab, onTab: openTab } : {})}
    >
      {call.failure !== undefined && (
        <PageBody width={720}>
          <FailureBox what={`Could not open ${model} ${reference}`} failure={call.failure} onRetry={call.reload} />
        </PageBody>
      )}
      {version && (
        <VersionTab
          key={version.version}
          registry={registry}
          version={version}
          contents={contents.value}
          failure={contents.failure}
          tab={tab}
        />
      )}
    </Page>
  )
}

/** They stand before the version is known: only their numbers come later. */
function listTabs(version: VersionDetail | undefined, contents: VersionContents | undefined): readonly TabItem[] {
  return [
    { value: 'overview', label: 'Overview' },
    { value: 'metrics', label: 'Metrics', count: version && Object.keys(version.metrics).length },
    { value: 'params', label: 'Params', count: version && Object.keys(version.params).length },
    { value: 'schema', label: 'Schema' },
    { value: 'artifacts', label: 'Artifacts', count: contents?.problem && contents.fileCount === 0 ? '–' : contents?.fileCount },
    { value: 'environment', label: 'Environment' },
    { value: 'predict', label: 'Predict' },
    { value: 'activity', label: 'Activity' }
  ]
}

interface FactsProps {
  readonly registry: string
  readonly version: VersionDetail
  /** What is wrong with its files; null when nothing is, or as long as nobody knows. */
  readonly problem: string | null
  readonly onVersion: (version: string) => void
}

/** Beside the name: another version to look at, the stage, the aliases. */
function Facts({ registry, version, problem, onVersion }: FactsProps) {
  const isReadOnly = useReadOnlyReason() !== ''
  return (
    <>
      <Select
        aria-label="Version"
        size="xs"
        w={90}
        searchable
        limit={200}
        allowDeselect={false}
        data={version.siblings.map((value) => ({ value, label: `v${value}` }))}
        value={version.version}
        onChange={(next) => next && onVersion(next)}
      />
      <StageBadge stage={version.stage} />
      {problem !== null && (
        <ToneBadge tone="danger" icon={FileX} title={problem}>
          {/missing/.test(problem) ? 'Files missing' : 'Files cannot be read'}
        </ToneBadge>
      )}
      {version.aliases.map((alias) => (
        <AliasChip
          key={alias}
          alias={alias}
          onRemove={isReadOnly ? undefined : () => void removeAlias({ registry, model: version.model }, alias, version.version)}
        />
      ))}
    </>
  )
}
