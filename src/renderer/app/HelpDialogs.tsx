import { Modal } from '@mantine/core'
import { bridge } from '../bridge.ts'
import { useCall } from '../panels/calls.ts'
import { ShortcutList } from '../panels/shortcut-list.tsx'
import { FailureBox } from '../ui/FailureBox.tsx'
import { PropertyTable } from '../ui/PropertyTable.tsx'

interface DialogProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** Every shortcut of the window. */
export function KeysDialog({ isOpen, onClose }: DialogProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="Keyboard shortcuts" size={800} closeButtonProps={{ 'aria-label': 'Close' }}>
      <ShortcutList />
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
            { label: 'System', value: info.value.platform },
            { label: 'Home folder', value: <code>{info.value.home}</code> },
            { label: 'Log', value: <code>{info.value.logFile}</code> }
          ]}
        />
      )}
    </Modal>
  )
}
