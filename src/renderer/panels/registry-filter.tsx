import { Select } from '@mantine/core'
import { useSession } from './session.ts'

/** Shows one registry's rows or all; '' means all. */
export function RegistryFilter({ value, onChange }: { readonly value: string; readonly onChange: (registry: string) => void }) {
  const registries = useSession((session) => session.registries)
  return (
    <Select
      aria-label="Registry"
      placeholder="All registries"
      w={180}
      clearable
      data={registries.map((registry) => ({ value: registry.id, label: registry.name }))}
      value={value === '' ? null : value}
      onChange={(next) => onChange(next ?? '')}
    />
  )
}
