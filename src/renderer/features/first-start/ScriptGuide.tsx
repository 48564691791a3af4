import { Loader, SegmentedControl, Text } from '@mantine/core'
import { CircleCheck } from 'lucide-react'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { bridge } from '../../bridge.ts'
import { useCall } from '../../panels/calls.ts'
import { paths } from '../../panels/paths.ts'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { Section } from '../../ui/Page.tsx'
import styles from './first-start.module.css'
import { writeScript } from './script.ts'

/** Lines to copy, and the first run as soon as it comes. */
export function ScriptGuide({ uri, registry, onGo }: { readonly uri: string; readonly registry: string; readonly onGo: () => void }) {
  const [way, setWay] = useState<'python' | 'shell'>('python')
  return (
    <Section
      title="Your script logs here"
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Where to put the lines"
          value={way}
          onChange={(value) => setWay(value as 'python' | 'shell')}
          data={[
            { value: 'python', label: 'In Python' },
            { value: 'shell', label: 'In the shell' }
          ]}
        />
      }
    >
      <CodeBlock code={writeScript(way, uri, navigator.platform)} label={way === 'python' ? 'Python lines' : 'shell lines'} />
      <FirstRun registry={registry} onGo={onGo} />
    </Section>
  )
}

/** Waits for a run that was not there when the guide was opened. */
function FirstRun({ registry, onGo }: { readonly registry: string; readonly onGo: () => void }) {
  const known = useRef<string | null>(undefined)
  const { value } = useCall(
    async (signal) => {
      const newest = (await bridge.runs.list({ registry, limit: 1 }, { signal })).rows[0] ?? null
      if (known.current === undefined) known.current = newest?.id ?? null
      return newest
    },
    [registry],
    { reloadOn: ['registry.changed'], registry }
  )
  const isNew = value && value.id !== known.current
  return (
    <div className={styles.waiting} role="status">
      {isNew ? (
        <>
          <CircleCheck size={16} aria-hidden />
          <Text>
            The first run is here:{' '}
            <Link to={paths.run(registry, value.id)} onClick={onGo} className={styles.link}>
              {value.name || value.id}
            </Link>
          </Text>
        </>
      ) : (
        <>
          <Loader size={14} aria-hidden />
          <Text c="dimmed">Waiting for the first run…</Text>
        </>
      )}
    </div>
  )
}
