import { Button, NumberInput, Switch, Text } from '@mantine/core'
import { useState } from 'react'
import type { ServiceStatus } from '../../../preload/contract/service.ts'
import { bridge } from '../../bridge.ts'
import { useSession } from '../../panels/session.ts'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { useSubmit } from '../../ui/use-submit.ts'
import styles from './settings.module.css'

/** Switch, port and the line for scripts. */
export function ServiceSettings() {
  const service = useSession((session) => session.service)
  if (!service) return <Text c="dimmed">Its state is not known yet.</Text>
  return <ServiceForm key={service.port} service={service} />
}

function ServiceForm({ service }: { readonly service: ServiceStatus }) {
  const [port, setPort] = useState<number | string>(service.port)
  const { isBusy, failure, run } = useSubmit()
  const isOn = service.state === 'on' || service.state === 'starting'
  const isValid = typeof port === 'number' && port >= 1024 && port <= 65_535
  const keep = (next: ServiceStatus) => useSession.setState({ service: next })
  const turn = () => void run(async () => keep(isOn ? await bridge.service.stop() : await bridge.service.start(isValid ? { port } : {})))
  const apply = () =>
    void run(async () => {
      if (!isValid) return
      if (isOn) await bridge.service.stop()
      keep(await bridge.service.start({ port }))
    })
  return (
    <>
      <div className={styles.line}>
        <span>Service</span>
        <Switch
          aria-label="Tracking service is on"
          label={describeState(service)}
          checked={isOn}
          disabled={isBusy || service.state === 'starting'}
          onChange={turn}
        />
      </div>
      <div className={styles.line}>
        <span>Port</span>
        <div className={styles.row}>
          <NumberInput
            aria-label="Port of the service"
            w={110}
            min={1024}
            max={65_535}
            allowDecimal={false}
            thousandSeparator=""
            value={port}
            onChange={setPort}
            error={isValid ? undefined : '1024 to 65535'}
          />
          {port !== service.port && (
            <Button variant="default" disabled={!isValid || isBusy} onClick={apply}>
              {isOn ? 'Restart on this port' : 'Start on this port'}
            </Button>
          )}
        </div>
      </div>
      {service.uri && (
        <div className={styles.line}>
          <span>For scripts</span>
          <CodeBlock code={`MLFLOW_TRACKING_URI=${service.uri}`} label="environment line" />
        </div>
      )}
      {service.problem !== null && <FailureBox what="The service did not start" failure={{ code: 'CONFLICT', message: service.problem }} />}
      {failure !== undefined && <FailureBox what="The service did not change" failure={failure} />}
    </>
  )
}

function describeState({ state, uri }: ServiceStatus): string {
  if (state === 'on') return `on, at ${uri}`
  if (state === 'starting') return 'starting…'
  return state === 'failed' ? 'failed' : 'off'
}
