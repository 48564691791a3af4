import { Autocomplete, Select, Stack, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { AliasOf } from '../../preload/contract/models.ts'
import { FormDialog } from '../ui/FormDialog.tsx'
import { checkAliasName, moveAlias } from './alias-acts.ts'

/** Points a new or known alias at a version; says from which version it moves. With Undo. */
export function AliasDialog({
  isOpen,
  registry,
  model,
  aliases,
  version,
  versions,
  onClose
}: {
  readonly isOpen: boolean
  readonly registry: string
  readonly model: string
  /** The model's aliases now. */
  readonly aliases: readonly AliasOf[]
  /** The version it is set on first. */
  readonly version: string
  /** Versions to choose from; without them `version` is fixed. */
  readonly versions?: readonly string[]
  readonly onClose: () => void
}) {
  const [name, setName] = useState('')
  const [target, setTarget] = useState(version)
  useEffect(() => {
    if (!isOpen) return
    setName('')
    setTarget(version)
  }, [isOpen, version])
  const alias = name.trim().replace(/^@/, '')
  const holder = aliases.find((one) => one.alias === alias)?.version
  const problem = checkAliasName(alias)
  const isMove = holder !== undefined && holder !== target
  return (
    <FormDialog
      isOpen={isOpen}
      title={versions ? `Alias of ${model}` : `Alias of ${model} v${version}`}
      submitLabel={isMove ? 'Move alias' : 'Set alias'}
      failureTitle="The alias was not set"
      canSubmit={alias !== '' && problem === '' && holder !== target}
      onSubmit={() => moveAlias({ registry, model }, alias, target)}
      onClose={onClose}
    >
      <Stack gap="sm">
        <Autocomplete
          label="Alias"
          placeholder="champion"
          leftSection="@"
          openOnFocus={false}
          data={aliases.map((one) => one.alias)}
          value={name}
          onChange={setName}
          error={problem || undefined}
          spellCheck={false}
          data-autofocus
        />
        {versions && (
          <Select
            label="Version"
            searchable
            allowDeselect={false}
            limit={200}
            data={versions.map((one) => ({ value: one, label: `v${one}` }))}
            value={target}
            onChange={(next) => next && setTarget(next)}
          />
        )}
        <Text c="dimmed" role="status">
          {describeMove(alias, holder, target)}
        </Text>
      </Stack>
    </FormDialog>
  )
}

/** What setting the alias will do, in one sentence. */
export function describeMove(alias: string, holder: string | undefined, target: string): string {
  if (alias === '') return 'An alias is a name that always leads to one version, such as champion.'
  if (holder === target) return `${alias} points to v${target} already.`
  return holder === undefined ? `${alias} is new.` : `${alias} moves from v${holder} to v${target}.`
}
