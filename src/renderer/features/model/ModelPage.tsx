import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import type { ModelDetail } from '../../../preload/contract/models.ts'
import type { VersionRow } from '../../../preload/contract/versions.ts'
import { bridge } from '../../bridge.ts'
import { ActivityList } from '../../panels/activity-list.tsx'
import { AliasDialog } from '../../panels/alias-dialog.tsx'
import { useCall } from '../../panels/calls.ts'
import { DescriptionEditor } from '../../panels/description-editor.tsx'
import { paths } from '../../panels/paths.ts'
import { PromotionDialog } from '../../panels/promotion-dialog.tsx'
import { RegisterDialog } from '../../panels/register-dialog.tsx'
import { usePerson, useReadOnlyReason, useRegistry, useRegistryId } from '../../panels/session.ts'
import { TagEditing } from '../../panels/tag-editing.tsx'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { Page, PageBody, Section } from '../../ui/Page.tsx'
import { RefusableButton } from '../../ui/RefusableButton.tsx'
import { MetricOverVersions } from './MetricOverVersions.tsx'
import { ModelFacts } from './ModelFacts.tsx'
import { ModelMenu } from './ModelMenu.tsx'
import styles from './model.module.css'
import { StageCard } from './StageCard.tsx'
import { VersionsTable } from './VersionsTable.tsx'

/** One model: its versions, how they did, what is in which stage, and what happened. */
export function ModelPage() {
  const registry = useRegistryId()
  const registryName = useRegistry()?.name ?? 'Models'
  const { model: name = '' } = useParams()
  const call = useCall((signal) => bridge.models.get({ registry, model: name }, { signal }), [registry, name], {
    reloadOn: ['registry.changed', 'requests.changed'],
    registry
  })
  const model = call.value?.name === name ? call.value : undefined
  const crumbs = [{ label: registryName, to: paths.models(registry) }, { label: name }]
  return (
    <Page
      title={name}
      windowTitle={name}
      crumbs={crumbs}
      isLoading={call.isLoading}
      facts={model && <ModelFacts registry={registry} model={model} />}
      actions={model && <Actions key={name} registry={registry} model={model} />}
    >
      <PageBody>
        {call.failure !== undefined && (
          <div style={{ maxWidth: 720 }}>
            <FailureBox what={`Could not open ${name}`} failure={call.failure} onRetry={call.reload} />
          </div>
        )}
        {model && <Body key={name} registry={registry} model={model} />}
      </PageBody>
    </Page>
  )
}

function Actions({ registry, model }: { readonly registry: string; readonly model: ModelDetail }) {
  const navigate = useNavigate()
  const readOnly = useReadOnlyReason()
  const [open, setOpen] = useState<'register' | 'alias' | null>(null)
  const close = () => setOpen(null)
  const pair = pickPair(model)
  const versions = Array.from({ length: Number(model.latestVersion ?? 0) }, (_, index) => String(Number(model.latestVersion) - index))
  return (
    <>
      <RefusableButton
        variant="default"
        refusal={pair ? '' : 'There is no second version to compare with.'}
        title={pair ? `Compare v${pair[0]} with v${pair[1]}` : undefined}
        onClick={() =>
          pair &&
          void navigate(
            paths.compareVersions(
              registry,
              pair.map((version) => ({ model: model.name, version }))
            )
          )
        }
      >
        Compare…
      </RefusableButton>
      <RefusableButton refusal={readOnly} onClick={() => setOpen('register')}>
        Register version…
      </RefusableButton>
      <ModelMenu registry={registry} model={model} onAlias={() => setOpen('alias')} />
      <RegisterDialog isOpen={open === 'register'} registry={registry} model={model.name} onClose={close} />
      <AliasDialog
        isOpen={open === 'alias'}
        registry={registry}
        model={model.name}
        aliases={model.aliases}
        version={model.latestVersion ?? ''}
        versions={versions}
        onClose={close}
      />
    </>
  )
}

function Body({ registry, model }: { readonly registry: string; readonly model: ModelDetail }) {
  const { name } = model
  const isReadOnly = useReadOnlyReason() !== ''
  const person = usePerson()
  const [mover, setMover] = useState<VersionRow | null>(null)
  return (
    <div className={styles.columns}>
      <div className={styles.main}>
        <VersionsTable registry={registry} model={model} onPromote={(row) => !isReadOnly && person && setMover(row)} />
        <MetricOverVersions registry={registry} model={model} />
      </div>
      <div className={styles.side}>
        <StageCard registry={registry} model={model} />
        <DescriptionEditor
          text={model.description}
          save={(description) => bridge.models.update({ registry, model: name, description })}
          isReadOnly={isReadOnly}
        />
        <Section title="Tags">
          <TagEditing subject={{ registry, model: name }} tags={model.tags} isReadOnly={isReadOnly} />
        </Section>
        <Section title="History">
          <ActivityList registry={registry} model={name} kinds="stages" limit={5} />
        </Section>
      </div>
      <PromotionDialog registry={registry} mover={mover} onClose={() => setMover(null)} />
    </div>
  )
}

/** What comparing means first: the newest version against the one in Production, else against the one before it. */
export function pickPair({ production, latestVersion, versionCount }: ModelDetail): readonly [string, string] | null {
  if (latestVersion === null || versionCount < 2) return null
  const base = production.find((version) => version !== latestVersion)
  const before = String(Number(latestVersion) - 1)
  return [base ?? before, latestVersion]
}
