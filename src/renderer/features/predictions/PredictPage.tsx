import { useNavigate, useParams } from 'react-router'
import { paths } from '../../panels/paths.ts'
import { PredictPanel } from '../../panels/predict-form.tsx'
import { ReferencePicker } from '../../panels/predict-form-reference.tsx'
import { useRegistry, useRegistryId } from '../../panels/session.ts'
import { type Crumb, Page, PageBody } from '../../ui/Page.tsx'
import { ModelChoices } from './ModelChoices.tsx'
import { ModelPicker } from './ModelPicker.tsx'

/** Tries one version of a model on rows; model and version stand in the address and are chosen in the title. */
export function PredictPage() {
  const { model = '', reference = 'latest' } = useParams()
  const registry = useRegistryId()
  const navigate = useNavigate()
  const name = useRegistry()?.name ?? 'Registry'
  const go = (nextModel: string, nextReference?: string) =>
    void navigate(paths.predict(registry, nextModel, nextReference), { replace: true })
  const crumbs: Crumb[] = [{ label: name, to: paths.models(registry) }]
  if (model !== '') crumbs.push({ label: model, to: paths.model(registry, model) })
  crumbs.push({ label: 'Predict' })
  return (
    <Page
      title="Predict with"
      windowTitle={model === '' ? 'Predict' : `Predict with ${model}`}
      crumbs={crumbs}
      facts={
        <>
          <ModelPicker registry={registry} value={model === '' ? null : model} onChange={(next) => go(next)} />
          {model !== '' && (
            <ReferencePicker
              registry={registry}
              model={model}
              value={reference}
              onChange={(next) => next && go(model, next)}
              label="Version"
            />
          )}
        </>
      }
    >
      {model === '' ? (
        <ModelChoices registry={registry} onChoose={(next) => go(next)} />
      ) : (
        <PageBody>
          <PredictPanel key={`${registry}/${model}`} registry={registry} model={model} reference={reference} isPrimary />
        </PageBody>
      )}
    </Page>
  )
}
