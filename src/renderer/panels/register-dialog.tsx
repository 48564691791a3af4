import { Accordion, Autocomplete, Stack, Text, Textarea } from '@mantine/core'
import { useEffect, useMemo, useState } from 'react'
import { useNavigate } from 'react-router'
import { bridge } from '../bridge.ts'
import { FormDialog } from '../ui/FormDialog.tsx'
import { showToast } from '../ui/toasts.tsx'
import { useCall } from './calls.ts'
import { paths } from './paths.ts'
import { type KeyValue, KeyValueRows, PathField, RunField, readRows, summarizeRows } from './register-fields.tsx'

export interface RegisterDialogProps {
  readonly isOpen: boolean
  readonly registry: string
  /** Fixed when given; else a run is searched for. */
  readonly runId?: string | undefined
  /** Path of the logged model inside the run. */
  readonly path?: string | undefined
  /** Fixed when given; else a known or new name is typed. */
  readonly model?: string | undefined
  readonly onClose: () => void
  readonly onRegistered?: (model: string, version: string) => void
}

/** Registers what a run logged as the next version of a model, with tags, metadata and a description. */
export function RegisterDialog({ isOpen, registry, runId, path, model, onClose, onRegistered }: RegisterDialogProps) {
  const [run, setRun] = useState('')
  const [name, setName] = useState('')
  const [place, setPlace] = useState('')
  const [tags, setTags] = useState<readonly KeyValue[]>([])
  const [metadata, setMetadata] = useState<readonly KeyValue[]>([])
  const [description, setDescription] = useState('')
  useEffect(() => {
    if (!isOpen) return
    setRun(runId ?? '')
    setName(model ?? '')
    setPlace(path ?? '')
    setTags([])
    setMetadata([])
    setDescription('')
  }, [isOpen, runId, model, path])
  const chooseRun = (next: string) => {
    setRun(next)
    setPlace(path ?? '')
  }
  const navigate = useNavigate()
  const models = useModels(registry, isOpen && model === undefined)
  const target = name.trim()
  const next = useNextVersion(registry, target, isOpen && (model !== undefined || models.includes(target)))
  const submit = async () => {
    const input = {
      registry,
      model: target,
      runId: run,
      path: place.trim(),
      tags: readRows(tags),
      metadata: readRows(metadata),
      description
    }
    const { version } = await bridge.versions.register(input)
    onRegistered?.(target, version)
    showToast({
      message: `Registered ${target} v${version}`,
      tone: 'success',
      action: { label: 'Open', run: () => void navigate(paths.version(registry, target, version)) },
      timeoutMs: 10_000
    })
  }
  return (
    <FormDialog
      isOpen={isOpen}
      title={model === undefined ? 'Register a version' : `Register a version of ${model}`}
      submitLabel="Register"
      failureTitle="The version was not registered"
      canSubmit={run !== '' && target !== '' && place.trim() !== ''}
      onSubmit={submit}
      onClose={onClose}
      size="lg"
    >
      <Stack gap="sm">
        <RunField registry={registry} value={run} onChange={chooseRun} isFixed={runId !== undefined} />
        <PathField registry={registry} runId={run} value={place} onChange={setPlace} />
        {model === undefined && (
          <Autocomplete
            label="Model"
            placeholder="Known or new name"
            required
            data={models}
            limit={50}
            value={name}
            onChange={setName}
            maxLength={256}
            spellCheck={false}
            {...(runId === undefined ? {} : { 'data-autofocus': true })}
          />
        )}
        <Text size="xs" c="dimmed" role="status">
          {describeTarget(target, next, models.includes(target) || model !== undefined)}
        </Text>
        <Textarea
          label="Description"
          description="Markdown"
          autosize
          minRows={2}
          maxRows={8}
          maxLength={4000}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <Accordion multiple variant="default" chevronPosition="left" styles={{ content: { padding: '4px 0 8px' } }}>
          <Accordion.Item value="tags">
            <Accordion.Control>{summarizeRows('Tags', tags)}</Accordion.Control>
            <Accordion.Panel>
              <KeyValueRows label="Tag" rows={tags} onChange={setTags} />
            </Accordion.Panel>
          </Accordion.Item>
          <Accordion.Item value="metadata">
            <Accordion.Control>{summarizeRows('Metadata', metadata)}</Accordion.Control>
            <Accordion.Panel>
              <KeyValueRows label="Metadata" rows={metadata} onChange={setMetadata} />
              <Text size="xs" c="dimmed" mt="xs">
                Stored as tags named metadata.‹key›, where scripts find them too.
              </Text>
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
      </Stack>
    </FormDialog>
  )
}

/** Names of the registry's models, for completing. */
function useModels(registry: string, isEnabled: boolean): readonly string[] {
  const { value } = useCall((signal) => bridge.models.list({ registry, limit: 1000 }, { signal }), [registry, 'names'], { isEnabled })
  return useMemo(() => value?.rows.map((row) => row.name) ?? [], [value])
}

function useNextVersion(registry: string, model: string, isEnabled: boolean): string | undefined {
  const { value } = useCall((signal) => bridge.models.get({ registry, model }, { signal }), [registry, model], { isEnabled })
  if (!isEnabled || value?.name !== model) return undefined
  return String(Number(value.latestVersion ?? '0') + 1)
}

function describeTarget(model: string, next: string | undefined, isKnown: boolean): string {
  if (model === '') return 'A known model gets its next version; a new name becomes a new model.'
  if (!isKnown) return `${model} is a new model: this becomes v1.`
  return next === undefined ? 'It becomes the next version.' : `It becomes v${next}.`
}
