import { Button } from '@mantine/core'
import { useNavigate } from 'react-router'
import { bridge } from '../../bridge.ts'
import { useCall } from '../../panels/calls.ts'
import { paths } from '../../panels/paths.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { PageBody } from '../../ui/Page.tsx'
import styles from './predictions.module.css'

const shownAtMost = 8
const newestFirst = { key: 'updated', descending: true }

/** Before a model is chosen: the last ones that changed, one click away. */
export function ModelChoices({ registry, onChoose }: { readonly registry: string; readonly onChoose: (model: string) => void }) {
  const navigate = useNavigate()
  const { value, failure, reload } = useCall(
    (signal) => bridge.models.list({ registry, sort: newestFirst, limit: shownAtMost }, { signal }),
    [registry],
    { reloadOn: ['registry.changed'], registry }
  )
  if (failure !== undefined)
    return (
      <PageBody>
        <FailureBox failure={failure} what="Could not list the models" onRetry={reload} />
      </PageBody>
    )
  if (!value) return null
  if (value.total === 0)
    return (
      <EmptyState
        fact="This registry has no model to predict with yet."
        link={{ label: 'Show the models', run: () => void navigate(paths.models(registry)) }}
      />
    )
  return (
    <EmptyState
      fact="Choose a model: its newest version answers, unless you choose another one."
      link={{ label: 'All predictions so far', run: () => void navigate(paths.predictions()) }}
    >
      <div className={styles.choices}>
        {value.rows.map(({ name }) => (
          <Button key={name} variant="default" title={name} onClick={() => onChoose(name)}>
            {name}
          </Button>
        ))}
      </div>
    </EmptyState>
  )
}
