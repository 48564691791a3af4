import { X } from 'lucide-react'
import type { Tags } from '../../preload/contract/common.ts'
import styles from './styles.module.css'

/** `@champion`, with `→ v18` when the version is given. */
export function AliasChip({
  alias,
  version,
  onRemove
}: {
  readonly alias: string
  readonly version?: string
  readonly onRemove?: (() => void) | undefined
}) {
  return (
    <span className={styles.chip} data-kind="alias" title={`@${alias}${version ? ` points to v${version}` : ''}`}>
      <span>@{alias}</span>
      {version && <span className={styles.target}> → v{version}</span>}
      {onRemove && <RemoveButton label={`Remove alias ${alias}`} onRemove={onRemove} />}
    </span>
  )
}

/** One tag as `key:value`, the whole on hover. */
export function TagChip({ name, value, onRemove }: { readonly name: string; readonly value: string; readonly onRemove?: () => void }) {
  const text = value === '' ? name : `${name}:${value}`
  return (
    <span className={styles.chip} data-kind="tag" title={text}>
      <span>{text.length > 40 ? `${text.slice(0, 39)}…` : text}</span>
      {onRemove && <RemoveButton label={`Remove tag ${name}`} onRemove={onRemove} />}
    </span>
  )
}

/** Tags in one line; those over `limit` are counted and listed on hover. MLflow's own (`mlflow.…`) are left out unless asked for. */
export function TagChips({
  tags,
  limit = 3,
  showSystem = false,
  wraps = false
}: {
  readonly tags: Tags
  readonly limit?: number
  readonly showSystem?: boolean
  /** Several lines, each tag whole; for panels. */
  readonly wraps?: boolean
}) {
  const entries = Object.entries(tags).filter(([key]) => showSystem || !key.startsWith('mlflow.'))
  const rest = entries.slice(limit)
  if (entries.length === 0) return <span className={styles.dim}>–</span>
  return (
    <span className={wraps ? `${styles.row} ${styles.wrap}` : styles.row}>
      {entries.slice(0, limit).map(([key, value]) => (
        <TagChip key={key} name={key} value={value} />
      ))}
      {rest.length > 0 && (
        <span className={`${styles.chip} ${styles.more}`} title={rest.map(([key, value]) => `${key}:${value}`).join('\n')}>
          +{rest.length}
        </span>
      )}
    </span>
  )
}

function RemoveButton({ label, onRemove }: { readonly label: string; readonly onRemove: () => void }) {
  return (
    <button type="button" aria-label={label} onClick={onRemove}>
      <X size={12} aria-hidden />
    </button>
  )
}
