import { Popover, Switch } from '@mantine/core'
import { Copy, Radio } from 'lucide-react'
import { useState } from 'react'
import type { ServiceStatus } from '../../preload/contract/service.ts'
import { bridge } from '../bridge.ts'
import { useSession } from '../panels/session.ts'
import { useUi } from '../ui/ports.tsx'
import uiStyles from '../ui/styles.module.css'
import { showFailure, showToast } from '../ui/toasts.tsx'
import styles from './Shell.module.css'

/** Turns the tracking service on and off; while it is on, its address and the line for scripts can be copied. */
export function ServiceSwitch({ isNarrow }: { readonly isNarrow: boolean }) {
  const service = useSession((session) => session.service)
  if (!service) return null
  if (!isNarrow) return <ServiceControl service={service} />
  return (
    <Popover position="right-end" shadow="md" width={260}>
      <Popover.Target>
        <button
          type="button"
          className={styles.item}
          aria-label={`Tracking service, ${service.state}`}
          title={`Tracking service: ${service.state}`}
        >
          <Radio size={15} aria-hidden color={service.state === 'on' ? 'var(--gr-info)' : 'currentColor'} />
        </button>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <ServiceControl service={service} />
      </Popover.Dropdown>
    </Popover>
  )
}

function ServiceControl({ service }: { readonly service: ServiceStatus }) {
  const [isBusy, setBusy] = useState(false)
  const isOn = service.state === 'on' || service.state === 'starting'
  const turn = async () => {
    setBusy(true)
    try {
      useSession.setState({ service: isOn ? await bridge.service.stop() : await bridge.service.start({}) })
    } catch (failure) {
      showFailure(isOn ? 'The service could not be stopped' : 'The service could not be started', failure)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <div className={styles.service}>
        <span>
          Service <span className={uiStyles.dim}>{nameState(service)}</span>
        </span>
        <Switch
          size="xs"
          checked={isOn}
          disabled={isBusy || service.state === 'starting'}
          onChange={() => void turn()}
          aria-label="Tracking service"
        />
      </div>
      {service.uri && (
        <div className={styles.uri}>
          <CopyLine text={service.uri} what="address" />
          <CopyLine text={`MLFLOW_TRACKING_URI=${service.uri}`} what="environment line" />
        </div>
      )}
      {service.state === 'failed' && <div className={styles.problem}>{service.problem ?? 'It stopped.'}</div>}
    </>
  )
}

function CopyLine({ text, what }: { readonly text: string; readonly what: string }) {
  const { copy } = useUi()
  const copyIt = () => void copy(text).then(() => showToast({ message: `Copied the ${what}` }))
  return (
    <button
      type="button"
      className={`${uiStyles.copy} ${uiStyles.mono}`}
      title={`Copy ${text}`}
      aria-label={`Copy ${what} ${text}`}
      onClick={copyIt}
    >
      <span style={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{text}</span>
      <Copy size={11} aria-hidden />
    </button>
  )
}

function nameState(service: ServiceStatus): string {
  if (service.state === 'on') return `on, ${service.port}`
  if (service.state === 'starting') return 'starting…'
  return service.state === 'failed' ? 'failed' : 'off'
}
