import { Loader, Stack, Text } from '@mantine/core'
import { bridge } from '../bridge.ts'
import { FailureBox, Notice } from '../ui/FailureBox.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { PropertyTable } from '../ui/PropertyTable.tsx'
import { Bytes } from '../ui/Values.tsx'
import { useCall } from './calls.ts'
import styles from './predict-form.module.css'
import { usePerson } from './session.ts'

export interface ConsentSubject {
  readonly registry: string
  readonly model: string
  readonly version: string
  /** Known digest of the files, or null: it is then computed while the dialog is open. */
  readonly digest: string | null
  /** E.g. `cloudpickle`. */
  readonly format: string | null
  readonly files: number
  /** Bytes. */
  readonly size: number
}

/** Asks before a model whose loading runs code is loaded for the first time; bound to the files' digest. `onAgreed` comes after it is written down. */
export function ConsentDialog({
  subject,
  onAgreed,
  onClose
}: {
  /** Null: closed. */
  readonly subject: ConsentSubject | null
  readonly onAgreed: () => void
  readonly onClose: () => void
}) {
  const person = usePerson()
  const { registry = '', model = '', version = '' } = subject ?? {}
  const computed = useCall((signal) => bridge.versions.digest({ registry, model, version }, { signal }), [registry, model, version], {
    isEnabled: subject !== null && subject.digest === null
  })
  const digest = subject?.digest ?? computed.value?.digest ?? null
  const agree = async () => {
    if (digest !== null) await bridge.predictions.consent({ registry, model, reference: version, digest })
    onAgreed()
  }
  return (
    <FormDialog
      tone="danger"
      isOpen={subject !== null}
      title={`Run code from ${model} v${version}?`}
      submitLabel="Trust these files and load"
      failureTitle="The consent was not recorded; nothing was loaded"
      canSubmit={digest !== null}
      onSubmit={agree}
      onClose={onClose}
      size="lg"
    >
      {subject && (
        <Stack gap="md">
          <Notice tone="warning">
            Loading this model runs code that is inside its files. That code can do on this computer whatever you can do: read and change
            your files, and use the network. Greenroom does not judge what it does.
          </Notice>
          <Text>Load it only if you know who made it and where it comes from.</Text>
          {computed.failure !== undefined && (
            <FailureBox failure={computed.failure} what="The files could not be read" onRetry={computed.reload} />
          )}
          <PropertyTable
            properties={[
              { label: 'Version', value: `${model} v${version}` },
              { label: 'Stored as', value: subject.format ?? 'Python code' },
              {
                label: 'Files',
                value: (
                  <>
                    {subject.files.toLocaleString('en-US')}, <Bytes value={subject.size} />
                  </>
                )
              },
              {
                label: 'SHA-256 of all files',
                value:
                  digest === null ? <Loader size={14} aria-label="Reading the files" /> : <code className={styles.digest}>{digest}</code>
              }
            ]}
          />
          <Text c="dimmed" size="xs">
            Your agreement holds for exactly these bytes. It is remembered, and written to the activity log as yours
            {person ? ` (${person.name})` : ''}.
          </Text>
        </Stack>
      )}
    </FormDialog>
  )
}
