import { Group, Modal, Stack, Text } from '@mantine/core'
import { bridge } from '../bridge.ts'
import { useCall } from '../panels/calls.ts'
import { FailureBox } from '../ui/FailureBox.tsx'
import { KeyHint } from '../ui/KeyHint.tsx'
import { PropertyTable } from '../ui/PropertyTable.tsx'
import { commands, pageKeys } from './commands.ts'

interface DialogProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** Every shortcut of the window. */
export function KeysDialog({ isOpen, onClose }: DialogProps) {
  const lines = [
    ...commands.filter((command) => command.keys.length > 0).map(({ keys, label }) => ({ keys: keys[0] ?? '', what: label })),
    ...pageKeys
  ]
  return (
    <Modal opened={isOpen} onClose={onClose} title="Keyboard shortcuts" size="md" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap="xs">
        {lines.map(({ keys, what }) => (
          <Group key={`${keys} ${what}`} justify="space-between" wrap="nowrap">
            <Text>{what}</Text>
            <KeyHint keys={keys.replace('ArrowLeft', '←').replace('ArrowRight', '→')} />
          </Group>
        ))}
      </Stack>
    </Modal>
  )
}

/** Versions and places, for support. */
export function AboutDialog({ isOpen, onClose }: DialogProps) {
  const info = useCall((signal) => bridge.application.info({}, { signal }), [], { isEnabled: isOpen })
  return (
    <Modal opened={isOpen} onClose={onClose} title="About Greenroom" size="md" closeButtonProps={{ 'aria-label': 'Close' }}>
      {info.failure !== undefined && <FailureBox failure={info.failure} onRetry={info.reload} />}
      {info.value && (
        <PropertyTable
          properties={[
            { label: 'Greenroom', value: info.value.version },
            { label: 'Electron', value: info.value.electron },
            { label: 'Chromium', value: info.value.chromium },
            { label: 'Node', value: info.value.node },
            { label: 'SQLite', value: info.value.sqlite },
            { label: 'Platform', value: info.value.platform },
            { label: 'Home folder', value: info.value.home },
            { label: 'Log', value: info.value.logFile }
          ]}
        />
      )}
    </Modal>
  )
}
