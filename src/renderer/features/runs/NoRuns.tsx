import { bridge } from '../../bridge.ts'
import { useRegistry, useSession } from '../../panels/session.ts'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { showFailure } from '../../ui/toasts.tsx'
import styles from './runs.module.css'

/** A registry or experiment without runs: where they come from, and the one step that is missing. */
export function NoRuns({ experiment }: { readonly experiment: string | undefined }) {
  const registry = useRegistry()
  const service = useSession((session) => session.service)
  const here = experiment === undefined ? 'No runs yet.' : `“${experiment}” has no runs yet.`
  if (registry?.kind !== 'embedded') return <EmptyState fact={here} />
  if (service?.uri)
    return (
      <EmptyState fact={`${here} Log one from a script:`}>
        <div className={styles.script}>
          <CodeBlock code={writeLines(service.uri, experiment)} language="python" label="Python lines" />
        </div>
      </EmptyState>
    )
  const start = () => void bridge.service.start().catch((failure) => showFailure('Could not start the service', failure))
  return (
    <EmptyState
      fact={`${here} Scripts log them through the local service, which is off.`}
      action={{ label: 'Switch the service on', run: start }}
    />
  )
}

function writeLines(uri: string, experiment: string | undefined): string {
  return [
    'import mlflow',
    `mlflow.set_tracking_uri("${uri}")`,
    ...(experiment === undefined ? [] : [`mlflow.set_experiment(${JSON.stringify(experiment)})`]),
    'with mlflow.start_run():',
    '    mlflow.log_metric("accuracy", 0.94)'
  ].join('\n')
}
