import type { RegistryKind } from '../../../preload/contract/registries.ts'
import type { Refusal } from '../refusal.ts'

const order: readonly RegistryKind[] = ['embedded', 'sample', 'snapshot']

/** Orders registries for the list: the embedded one, the sample, then what was opened, by name. */
export function compareRegistries(
  left: { readonly kind: RegistryKind; readonly name: string; readonly id: string },
  right: { readonly kind: RegistryKind; readonly name: string; readonly id: string }
): number {
  const byKind = order.indexOf(left.kind) - order.indexOf(right.kind)
  return byKind || left.name.localeCompare(right.name, 'en', { numeric: true }) || (left.id < right.id ? -1 : 1)
}

/** Whether a registry may be closed. */
export function mayClose(registry: { readonly kind: RegistryKind; readonly name: string }): Refusal | null {
  if (registry.kind !== 'embedded') return null
  return { code: 'INVALID', message: `${registry.name} is Greenroom’s own registry: it is always open.`, remedy: 'Close another one.' }
}

/** Whether a verified snapshot may be opened under its id: a file must not pass for a registry of ours, whose approvals it would share. */
export function mayOpenAs(
  snapshot: { readonly id: string; readonly name: string },
  known: { readonly kind: RegistryKind } | null
): Refusal | null {
  if (!known || known.kind === 'snapshot') return null
  return {
    code: 'CORRUPT',
    message: `The snapshot “${snapshot.name}” claims the identity of the registry “${known.kind}” on this computer.`,
    remedy: 'Ask its sender to export it again.'
  }
}
