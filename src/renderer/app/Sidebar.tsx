import { ActionIcon } from '@mantine/core'
import { Circle, CircleAlert, Hourglass, Lock, Plus, X } from 'lucide-react'
import { Link, useNavigate } from 'react-router'
import type { Registry } from '../../preload/contract/registries.ts'
import { paths } from '../panels/paths.ts'
import { useRegistryId, useSession } from '../panels/session.ts'
import { PersonSwitcher } from './PersonSwitcher.tsx'
import { chooseAndOpen, closeRegistry } from './registry-actions.ts'
import { ServiceSwitch } from './ServiceSwitch.tsx'
import styles from './Shell.module.css'

/** Registries, the tracking service, the person who acts. `isNarrow`: icons only. */
export function Sidebar({ isNarrow }: { readonly isNarrow: boolean }) {
  const registries = useSession((session) => session.registries)
  const current = useRegistryId()
  const navigate = useNavigate()
  const goTo = (path: string) => void navigate(path)
  return (
    <aside className={styles.side} aria-label="Registries and service">
      <div className={styles.registries}>
        {!isNarrow && <h2 className={styles.heading}>REGISTRIES</h2>}
        <ul>
          {registries.map((registry) => (
            <li key={registry.id} className={styles.entry}>
              <RegistryLink registry={registry} isCurrent={registry.id === current} isNarrow={isNarrow} />
              {registry.kind === 'snapshot' && !isNarrow && (
                <ActionIcon
                  className={styles.close ?? ''}
                  size={20}
                  aria-label={`Close ${registry.name}`}
                  title="Close (the file stays)"
                  onClick={() => void closeRegistry(registry.id, goTo)}
                >
                  <X size={13} aria-hidden />
                </ActionIcon>
              )}
            </li>
          ))}
        </ul>
        <button
          type="button"
          className={styles.item}
          aria-label="Open…"
          title="Open a registry or snapshot (Ctrl+O)"
          onClick={() => void chooseAndOpen(goTo)}
        >
          <Plus size={13} aria-hidden />
          {!isNarrow && <span>Open…</span>}
        </button>
      </div>
      <div className={styles.foot}>
        <ServiceSwitch isNarrow={isNarrow} />
      </div>
      <div className={styles.foot}>
        <PersonSwitcher isNarrow={isNarrow} />
      </div>
    </aside>
  )
}

function RegistryLink({
  registry,
  isCurrent,
  isNarrow
}: {
  readonly registry: Registry
  readonly isCurrent: boolean
  readonly isNarrow: boolean
}) {
  const state = describeState(registry)
  const dot = registry.state === 'open' && !registry.isReadOnly ? { fill: 'var(--gr-text-dim)', strokeWidth: 0 } : {}
  const Icon = registry.state === 'failed' ? CircleAlert : registry.state === 'opening' ? Hourglass : registry.isReadOnly ? Lock : Circle
  return (
    <Link
      to={paths.models(registry.id)}
      className={styles.item}
      aria-label={`${registry.name}, ${state}`}
      title={`${registry.name}: ${registry.problem ?? state}\n${registry.location}`}
      {...(isCurrent ? { 'aria-current': 'true' as const } : {})}
    >
      {isNarrow && Icon === Circle ? (
        <span className={styles.initial} aria-hidden>
          {[...registry.name.trim()][0]?.toUpperCase()}
        </span>
      ) : (
        <Icon size={13} aria-hidden color={registry.state === 'failed' ? 'var(--gr-danger)' : 'var(--gr-text-dim)'} {...dot} />
      )}
      {!isNarrow && <span>{registry.name}</span>}
    </Link>
  )
}

function describeState(registry: Registry): string {
  if (registry.state === 'failed') return 'could not be opened'
  if (registry.state === 'opening') return 'being opened'
  return registry.isReadOnly ? 'open, read-only' : 'open'
}
