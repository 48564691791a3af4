import { Button, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { Prediction } from '../../../preload/contract/predictions.ts'
import { bridge } from '../../bridge.ts'
import { useCall } from '../../panels/calls.ts'
import { paths } from '../../panels/paths.ts'
import { PredictionStatusBadge } from '../../panels/predict-form-history.tsx'
import { ReferencePicker } from '../../panels/predict-form-reference.tsx'
import { changeDraft, showPrediction } from '../../panels/predict-form-store.ts'
import { prettify, readSentRow } from '../../panels/predict-form-values.ts'
import { PredictOutput } from '../../panels/predict-output.tsx'
import { useSession } from '../../panels/session.ts'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { Section } from '../../ui/Page.tsx'
import { PropertyTable } from '../../ui/PropertyTable.tsx'
import { RowLink } from '../../ui/RowLink.tsx'
import { Panel } from '../../ui/SplitView.tsx'
import { useSubmit } from '../../ui/use-submit.ts'
import { Duration, Hash, TimeAgo } from '../../ui/Values.tsx'

/** One prediction beside the list: what was asked, what came, and asking again, also of another version. */
export function PredictionPanel({
  id,
  onClose,
  onShow
}: {
  readonly id: string
  readonly onClose: () => void
  readonly onShow: (id: string) => void
}) {
  const { value, failure, reload } = useCall((signal) => bridge.predictions.get({ id }, { signal }), [id])
  return (
    <Panel
      title={value ? `${value.model} v${value.version}` : 'Prediction'}
      onClose={onClose}
      footer={value && <PanelFoot prediction={value} onShow={onShow} />}
    >
      {failure !== undefined && <FailureBox failure={failure} what="Could not load this prediction" onRetry={reload} />}
      {value && <PredictionFacts prediction={value} />}
    </Panel>
  )
}

function PredictionFacts({ prediction }: { readonly prediction: Prediction }) {
  const registryName = useSession((session) => session.registries.find((one) => one.id === prediction.registryId)?.name)
  return (
    <Stack gap="md">
      <PropertyTable
        properties={[
          { label: 'Status', value: <PredictionStatusBadge status={prediction.status} /> },
          {
            label: 'Version',
            value: (
              <RowLink to={paths.version(prediction.registryId, prediction.model, prediction.version)}>
                {prediction.model} v{prediction.version}
              </RowLink>
            )
          },
          { label: 'Registry', value: registryName ?? 'no longer open' },
          { label: 'When', value: <TimeAgo atMs={prediction.atMs} /> },
          { label: 'By', value: prediction.by },
          { label: 'Rows', value: prediction.rows.toLocaleString('en-US') },
          { label: 'In the model', value: <Duration ms={prediction.durationMs} /> },
          { label: 'Loading', value: prediction.loadMs === null ? 'was loaded already' : <Duration ms={prediction.loadMs} /> },
          { label: 'Files', value: prediction.artifactDigest && <Hash value={prediction.artifactDigest} label="SHA-256" /> }
        ]}
      />
      <Section title="Output">
        <PredictOutput predictions={[prediction]} />
      </Section>
      <Section title="Input">
        <CodeBlock code={prettify(prediction.input)} language="json" label="input" maxHeight={320} />
      </Section>
    </Stack>
  )
}

function PanelFoot({ prediction, onShow }: { readonly prediction: Prediction; readonly onShow: (id: string) => void }) {
  const { registryId, model, version } = prediction
  const navigate = useNavigate()
  const [reference, setReference] = useState<string | null>(version)
  const { isBusy, failure, run } = useSubmit()
  const isOpen = useSession((session) => session.registries.some((one) => one.id === registryId && one.state === 'open'))
  const rerun = () =>
    run(async () => onShow((await bridge.predictions.rerun({ id: prediction.id, ...(reference === null ? {} : { reference }) })).id))
  const useIt = () => {
    const texts = prediction.rows === 1 ? readSentRow(prediction.input) : null
    changeDraft(`${registryId}/${model}`, texts ? { tab: 'form', texts } : { tab: 'json', json: prettify(prediction.input) })
    showPrediction(`${registryId}/${model}/${version}`, prediction)
    void navigate(paths.predict(registryId, model, version))
  }
  if (!isOpen) return <span>Its registry is not open: it cannot be run again.</span>
  return (
    <Stack gap="sm">
      {failure !== undefined && <FailureBox failure={failure} what="Could not run it again" />}
      <Group gap="sm" wrap="nowrap">
        <ReferencePicker
          registry={registryId}
          model={model}
          value={reference}
          onChange={setReference}
          label="Version to rerun on"
          width="100%"
        />
        <Button flex="none" loading={isBusy} onClick={() => void rerun()}>
          Rerun
        </Button>
        <Button flex="none" variant="default" onClick={useIt}>
          Edit and run
        </Button>
      </Group>
    </Stack>
  )
}
