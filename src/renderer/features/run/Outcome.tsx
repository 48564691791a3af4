import { Button } from '@mantine/core'
import type { RunDetail } from '../../../preload/contract/runs.ts'
import { paths } from '../../panels/paths.ts'
import { useReadOnlyReason } from '../../panels/session.ts'
import { Card, Section } from '../../ui/Page.tsx'
import { RowLink } from '../../ui/RowLink.tsx'
import styles from './run.module.css'

/** The models that the run logged, and the versions that were made of it. */
export function Outcome({
  run,
  registry,
  onRegister
}: {
  readonly run: RunDetail
  readonly registry: string
  readonly onRegister: (path: string) => void
}) {
  const refusal = useReadOnlyReason() || (run.isDeleted ? 'The run is deleted.' : '')
  return (
    <Card>
      <Section title="Models">
        {run.loggedModels.length === 0 && <span className={styles.dim}>The run logged no model.</span>}
        <ul className={styles.list}>
          {run.loggedModels.map((model) => (
            <li key={model.modelId || model.path} className={styles.logged}>
              <span>
                <strong>{model.name}</strong> <code className={styles.dim}>{model.path}</code>
              </span>
              {refusal === '' && (
                <Button variant="default" size="compact-xs" aria-label={`Register ${model.name}`} onClick={() => onRegister(model.path)}>
                  Register…
                </Button>
              )}
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Registered as">
        {run.registeredVersions.length === 0 ? (
          <span className={styles.dim}>No version comes from this run.</span>
        ) : (
          <ul className={styles.list}>
            {run.registeredVersions.map(({ model, version }) => (
              <li key={`${model} ${version}`}>
                <RowLink to={paths.version(registry, model, version)}>
                  {model} v{version}
                </RowLink>
              </li>
            ))}
          </ul>
        )}
      </Section>
    </Card>
  )
}
