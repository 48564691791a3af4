import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { bridge } from '../../bridge.ts'
import { paths } from '../../panels/paths.ts'
import { useSession } from '../../panels/session.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { describeFailure } from '../../ui/failures.ts'
import { showToast } from '../../ui/toasts.tsx'
import { useSubmit } from '../../ui/use-submit.ts'
import styles from './settings.module.css'

/** Adds the writable copy of the sample, or removes it with one click. */
export function SampleSettings() {
  const sample = useSession((session) => session.registries.find((registry) => registry.kind === 'sample'))
  const navigate = useNavigate()
  const { isBusy, failure, run } = useSubmit()
  const refresh = async () => useSession.setState({ registries: await bridge.registries.list() })
  const add = () =>
    void run(async () => {
      const { id } = await bridge.registries.addSample()
      await refresh()
      showToast({
        message: 'The sample registry is here',
        tone: 'success',
        action: { label: 'Open', run: () => navigate(paths.models(id)) }
      })
    })
  const [own, setOwn] = useState('')
  const removeWith = async (withOwn: boolean) => {
    await bridge.registries.removeSample({ withOwn })
    setOwn('')
    await refresh()
    showToast({ message: 'The sample registry is removed' })
  }
  const remove = () =>
    void run(async () => {
      try {
        await removeWith(false)
      } catch (thrown) {
        const { code, message } = describeFailure(thrown)
        if (code !== 'CONFLICT') throw thrown
        setOwn(message)
      }
    })
  return (
    <div className={styles.stack}>
      <div className={styles.row}>
        {sample ? (
          <>
            <Text>{sample.modelCount} models, a copy of your own.</Text>
            <Button variant="default" onClick={() => void navigate(paths.models(sample.id))}>
              Open
            </Button>
            <Button variant="default" loading={isBusy} onClick={remove} title="Removes the copy with everything you changed in it">
              Remove
            </Button>
          </>
        ) : (
          <Button variant="default" loading={isBusy} onClick={add}>
            Add the sample registry
          </Button>
        )}
      </div>
      <ConfirmDialog
        isOpen={own !== ''}
        title="Remove the sample with what is yours in it?"
        confirmLabel="Remove everything"
        tone="danger"
        onConfirm={() => removeWith(true)}
        onClose={() => setOwn('')}
      >
        {own} To keep it, export a snapshot first.
      </ConfirmDialog>
      {failure !== undefined && <FailureBox failure={failure} what={sample ? 'The sample was not removed' : 'The sample was not added'} />}
    </div>
  )
}
