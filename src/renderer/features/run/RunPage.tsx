import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import type { RunDetail } from '../../../preload/contract/runs.ts'
import { bridge } from '../../bridge.ts'
import { ArtifactTree } from '../../panels/artifact-tree.tsx'
import { useCall } from '../../panels/calls.ts'
import { paths } from '../../panels/paths.ts'
import { RegisterDialog } from '../../panels/register-dialog.tsx'
import { useReadOnlyReason, useRegistryId } from '../../panels/session.ts'
import { RunStatusBadge, ToneBadge } from '../../ui/Badges.tsx'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { type Crumb, Page, PageBody, type TabItem } from '../../ui/Page.tsx'
import { RefusableButton } from '../../ui/RefusableButton.tsx'
import { Hash } from '../../ui/Values.tsx'
import { KeyValues } from './KeyValues.tsx'
import { Metrics } from './Metrics.tsx'
import { Overview } from './Overview.tsx'
import { describeRun, listParams, listTags } from './rules.ts'
import styles from './run.module.css'

/** What was asked to be registered: the path of a logged model, '' while it is to be chosen. */
type Registering = { readonly path: string } | null

/** One run: params, metrics over steps or time, tags, data, files, and the versions made of it. */
export function RunPage() {
  const { runId = '', tab = 'overview' } = useParams()
  const registry = useRegistryId()
  const navigate = useNavigate()
  const [registering, setRegistering] = useState<Registering>(null)
  const {
    value: run,
    failure,
    isLoading,
    reload
  } = useCall((signal) => bridge.runs.get({ registry, runId }, { signal }), [registry, runId], { reloadOn: ['registry.changed'], registry })
  const name = run ? describeRun(run) : runId.slice(0, 8)
  const openTab = (next: string) => void navigate(paths.run(registry, runId, next === 'overview' ? undefined : next), { replace: true })
  return (
    <Page
      title={name}
      windowTitle={`Run ${name}`}
      crumbs={writeCrumbs(registry, run, name)}
      facts={run && <RunFacts run={run} />}
      actions={run && <RegisterButton run={run} onRegister={() => setRegistering({ path: run.loggedModels[0]?.path ?? '' })} />}
      {...(run ? { tabs: listTabs(run), tab, onTab: openTab } : {})}
      isLoading={isLoading}
    >
      {failure !== undefined && (
        <PageBody>
          <FailureBox failure={failure} what="Could not load the run" onRetry={reload} />
        </PageBody>
      )}
      {run && <RunTab run={run} registry={registry} tab={tab} onTab={openTab} onRegister={(path) => setRegistering({ path })} />}
      {run && (
        <RegisterDialog
          isOpen={registering !== null}
          registry={registry}
          runId={run.id}
          path={registering?.path || undefined}
          onClose={() => setRegistering(null)}
          onRegistered={reload}
        />
      )}
    </Page>
  )
}

function writeCrumbs(registry: string, run: RunDetail | undefined, name: string): readonly Crumb[] {
  const experiment = run ? [{ label: run.experimentName || run.experimentId, to: paths.runs(registry, run.experimentId) }] : []
  return [{ label: 'Runs', to: paths.runs(registry) }, ...experiment, { label: name }]
}

function listTabs(run: RunDetail): readonly TabItem[] {
  return [
    { value: 'overview', label: 'Overview' },
    { value: 'metrics', label: 'Metrics', count: Object.keys(run.metrics).length },
    { value: 'params', label: 'Params', count: Object.keys(run.params).length },
    { value: 'tags', label: 'Tags', count: Object.keys(run.tags).length },
    { value: 'artifacts', label: 'Artifacts' }
  ]
}

function RunFacts({ run }: { readonly run: RunDetail }) {
  return (
    <>
      <RunStatusBadge status={run.status} />
      {run.isDeleted && (
        <ToneBadge tone="neutral" icon={Trash2} title="Scripts no longer find it; MLflow keeps it until it is removed for good.">
          Deleted
        </ToneBadge>
      )}
      <Hash value={run.id} label="run id" />
    </>
  )
}

function RegisterButton({ run, onRegister }: { readonly run: RunDetail; readonly onRegister: () => void }) {
  const refusal = useReadOnlyReason() || (run.isDeleted ? 'The run is deleted.' : '')
  return (
    <RefusableButton refusal={refusal} title="Make a version of what this run logged" onClick={onRegister}>
      Register…
    </RefusableButton>
  )
}

interface TabProps {
  readonly run: RunDetail
  readonly registry: string
  readonly tab: string
  readonly onTab: (tab: string) => void
  readonly onRegister: (path: string) => void
}

function RunTab({ run, registry, tab, onTab, onRegister }: TabProps) {
  const name = describeRun(run)
  if (tab === 'metrics')
    return (
      <PageBody>
        <Metrics run={run} registry={registry} name={name} />
      </PageBody>
    )
  if (tab === 'params') return <KeyValues noun="param" rows={listParams(run)} none="No params were logged." />
  if (tab === 'tags') return <KeyValues noun="tag" rows={listTags(run)} none="The run has no tags." />
  if (tab === 'artifacts')
    return (
      <div className={styles.artifacts}>
        <ArtifactTree registry={registry} root={{ kind: 'run', runId: run.id }} name={name} />
      </div>
    )
  return (
    <PageBody>
      <Overview run={run} registry={registry} onTab={onTab} onRegister={onRegister} />
    </PageBody>
  )
}
