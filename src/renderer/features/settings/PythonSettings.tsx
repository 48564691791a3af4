import { Button } from '@mantine/core'
import { bridge } from '../../bridge.ts'
import { useCall } from '../../panels/calls.ts'
import { chooseInterpreter, PythonNotice } from '../../panels/predict-form-target.tsx'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { PropertyTable } from '../../ui/PropertyTable.tsx'
import { useSubmit } from '../../ui/use-submit.ts'
import styles from './settings.module.css'

/** The interpreter that runs models, what it has, and choosing another one. */
export function PythonSettings() {
  const { value, failure, reload, status } = useCall((signal) => bridge.predictions.python({}, { signal }), [], {
    reloadOn: ['predictions.changed']
  })
  const search = useSubmit()
  const findAgain = () =>
    void search.run(async () => {
      await bridge.predictions.setPython({ file: null })
      reload()
    })
  return (
    <div className={styles.stack}>
      {failure !== undefined && <FailureBox failure={failure} what="Could not look for Python" onRetry={reload} />}
      {value && (
        <PropertyTable
          properties={[
            { label: 'Interpreter', value: <code>{value.path}</code> },
            { label: 'Python', value: value.version },
            { label: 'mlflow', value: value.mlflowVersion }
          ]}
        />
      )}
      {status === 'ready' && <PythonNotice python={value ?? null} onChange={reload} />}
      {search.failure !== undefined && <FailureBox failure={search.failure} what="Could not look again" />}
      <div className={styles.row}>
        {value?.problem === null && (
          <Button variant="default" onClick={() => void chooseInterpreter(reload)}>
            Choose interpreter…
          </Button>
        )}
        <Button variant="default" loading={search.isBusy} onClick={findAgain}>
          Look for one again
        </Button>
      </div>
    </div>
  )
}
