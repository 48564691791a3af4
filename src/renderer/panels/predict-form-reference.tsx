import { Select } from '@mantine/core'
import { useMemo } from 'react'
import type { ModelDetail } from '../../preload/contract/models.ts'
import { bridge } from '../bridge.ts'
import { useCall } from './calls.ts'

/** Chooses a version by stage, alias, `latest` or number; `value` and `onChange` speak the contract's references. */
export function ReferencePicker({
  registry,
  model,
  value,
  onChange,
  label,
  placeholder = 'Version',
  isClearable = false,
  width = 200,
  without
}: {
  readonly registry: string
  readonly model: string
  readonly value: string | null
  readonly onChange: (reference: string | null) => void
  readonly label: string
  readonly placeholder?: string
  readonly isClearable?: boolean
  readonly width?: number | string
  /** A version that is not offered. */
  readonly without?: string | undefined
}) {
  const { value: loaded } = useCall(
    async (signal) => ({
      detail: await bridge.models.get({ registry, model }, { signal }),
      versions: await bridge.versions.list({ registry, model, limit: 1000 }, { signal })
    }),
    [registry, model],
    { reloadOn: ['registry.changed'], registry, isEnabled: model !== '' }
  )
  const data = useMemo(() => {
    if (!loaded) return value === null ? [] : [{ group: 'Versions', items: [{ value, label: nameReference(value) }] }]
    const numbers = loaded.versions.rows.map((row) => row.version).filter((version) => version !== without)
    return listReferences(loaded.detail, numbers, value)
  }, [loaded, value, without])
  return (
    <Select
      aria-label={label}
      placeholder={placeholder}
      w={width}
      searchable
      clearable={isClearable}
      allowDeselect={false}
      nothingFoundMessage="No version has this name."
      maxDropdownHeight={360}
      limit={300}
      data={data}
      value={value}
      onChange={onChange}
    />
  )
}

/** The groups of the picker: where versions are now, aliases, numbers. `kept` is offered even when it is none of them. */
export function listReferences(detail: ModelDetail, numbers: readonly string[], kept: string | null) {
  const stages = [
    { value: 'Production', version: detail.production[0] },
    { value: 'Staging', version: detail.staging[0] },
    { value: 'latest', version: detail.latestVersion ?? undefined }
  ].flatMap(({ value, version }) => (version === undefined ? [] : [{ value, label: `${value} → v${version}` }]))
  const aliases = detail.aliases.map(({ alias, version }) => ({ value: `@${alias}`, label: `@${alias} → v${version}` }))
  const versions = numbers.map((version) => ({ value: version, label: `v${version}` }))
  const known = new Set([...stages, ...aliases, ...versions].map((item) => item.value))
  const other = kept === null || known.has(kept) ? [] : [{ value: kept, label: nameReference(kept) }]
  return [
    { group: 'Where it is now', items: stages },
    { group: 'Aliases', items: aliases },
    { group: 'Versions', items: [...other, ...versions] }
  ].filter((group) => group.items.length > 0)
}

/** `v21`, `@champion`, `Production`. */
export function nameReference(reference: string): string {
  return /^\d+$/.test(reference) ? `v${reference}` : reference
}
