import { Button } from '@mantine/core'
import type { ApplicationInfo } from '../../../preload/contract/application.ts'
import { bridge } from '../../bridge.ts'
import { useCall } from '../../panels/calls.ts'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { type Property, PropertyTable } from '../../ui/PropertyTable.tsx'
import { useUi } from '../../ui/ports.tsx'
import { showFailure, showToast } from '../../ui/toasts.tsx'
import styles from './settings.module.css'

/** Versions and places; the log. */
export function AboutSettings() {
  const { copy } = useUi()
  const { value, failure, reload } = useCall((signal) => bridge.application.info({}, { signal }), [])
  const showLog = () => void bridge.application.showLog().catch((thrown) => showFailure('Could not show the log', thrown))
  const copyAll = () => value && void copy(writeFacts(value)).then(() => showToast({ message: 'Copied' }))
  return (
    <div className={styles.stack}>
      {failure !== undefined && <FailureBox failure={failure} what="Could not read the versions" onRetry={reload} />}
      {value && <PropertyTable properties={listFacts(value)} />}
      <div className={styles.row}>
        <Button variant="default" onClick={showLog}>
          Show log
        </Button>
        <Button variant="default" disabled={!value} onClick={copyAll}>
          Copy all
        </Button>
      </div>
    </div>
  )
}

function listFacts(info: ApplicationInfo): readonly Property[] {
  return [
    { label: 'Greenroom', value: info.version },
    { label: 'Electron', value: info.electron },
    { label: 'Chromium', value: info.chromium },
    { label: 'Node', value: info.node },
    { label: 'SQLite', value: info.sqlite },
    { label: 'System', value: info.platform },
    { label: 'Home folder', value: <code>{info.home}</code> },
    { label: 'Log', value: <code>{info.logFile}</code> }
  ]
}

function writeFacts(info: ApplicationInfo): string {
  return Object.entries(info)
    .map(([name, value]) => `${name}: ${value ?? '–'}`)
    .join('\n')
}
