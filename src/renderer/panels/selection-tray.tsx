import { Button } from '@mantine/core'
import { Columns2, Minus, Plus, X } from 'lucide-react'
import { useNavigate } from 'react-router'
import { countNoun } from '../ui/numbers.ts'
import { useSeriesColors } from './colors.ts'
import { paths, type VersionName } from './paths.ts'
import styles from './selection-tray.module.css'
import { addToTray, clearTray, removeFromTray, trayLimit, useTray } from './tray.ts'

/** The versions gathered for comparing, on every page of their registry until they are compared or cleared. Nothing while there are none. */
export function SelectionTray({ registry }: { readonly registry: string }) {
  const tray = useTray()
  const navigate = useNavigate()
  const nameKey = ({ model, version }: VersionName) => `${registry}/${model}/${version}`
  const colorOf = useSeriesColors(tray.registry === registry ? tray.versions.map(nameKey) : [])
  if (tray.registry !== registry || tray.versions.length === 0) return null
  const refusal = tray.versions.length < 2 ? 'Gather one more to compare.' : ''
  return (
    <section className={styles.tray} aria-label="Gathered for comparing">
      <span className={styles.count} role="status">
        {countNoun(tray.versions.length, 'version')} to compare
      </span>
      <ul className={styles.list}>
        {tray.versions.map((version) => (
          <li key={nameKey(version)} className={styles.item}>
            <span className={styles.swatch} style={{ background: `var(--gr-series-${colorOf(nameKey(version)) + 1})` }} aria-hidden />
            {version.model} v{version.version}
            <button type="button" aria-label={`Take out ${version.model} v${version.version}`} onClick={() => removeFromTray(version)}>
              <X size={12} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      <Button
        variant="default"
        leftSection={<Columns2 size={14} aria-hidden />}
        disabled={refusal !== ''}
        title={refusal || 'Compare side by side'}
        onClick={() => void navigate(paths.compareVersions(registry, tray.versions))}
      >
        Compare
      </Button>
      <Button variant="subtle" color="gray" onClick={clearTray}>
        Clear
      </Button>
    </section>
  )
}

/** Puts one version into the tray, or takes it out again. */
export function GatherButton({ registry, version }: { readonly registry: string; readonly version: VersionName }) {
  const tray = useTray()
  const held = tray.registry === registry ? tray.versions : []
  const isIn = held.some((one) => one.model === version.model && one.version === version.version)
  const isFull = !isIn && held.length >= trayLimit
  return (
    <Button
      variant="default"
      aria-pressed={isIn}
      disabled={isFull}
      title={isFull ? `At most ${trayLimit} versions are compared: take one out first.` : 'Gather versions over pages, then compare them'}
      leftSection={isIn ? <Minus size={14} aria-hidden /> : <Plus size={14} aria-hidden />}
      onClick={() => (isIn ? removeFromTray(version) : addToTray(registry, [version]))}
    >
      {isIn ? 'In comparison' : 'Compare'}
    </Button>
  )
}
