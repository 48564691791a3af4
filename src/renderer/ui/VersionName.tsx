import styles from './styles.module.css'

/** A version by its model's name; in a narrow place the name gives way before the number does. */
export function VersionName({ model, version }: { readonly model: string; readonly version: string | null }) {
  if (version === null) return model
  return (
    <span className={styles.version} title={`${model} v${version}`}>
      <span>{model}</span> v{version}
    </span>
  )
}
