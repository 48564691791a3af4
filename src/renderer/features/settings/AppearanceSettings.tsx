import { SegmentedControl } from '@mantine/core'
import { changeAppearance } from '../../panels/remember.ts'
import { useSession } from '../../panels/session.ts'
import type { Appearance } from '../../panels/settings.ts'
import styles from './settings.module.css'

/** Light or dark, dense or not, and the sidebar. */
export function AppearanceSettings() {
  const appearance = useSession((session) => session.appearance)
  return (
    <div>
      <Choice
        label="Colours"
        value={appearance.scheme}
        onChange={(scheme) => changeAppearance({ scheme: scheme as Appearance['scheme'] })}
        options={[
          ['light', 'Light'],
          ['dark', 'Dark'],
          ['system', 'As the system']
        ]}
      />
      <Choice
        label="Rows of tables"
        value={appearance.density}
        onChange={(density) => changeAppearance({ density: density as Appearance['density'] })}
        options={[
          ['comfortable', 'Comfortable'],
          ['compact', 'Compact']
        ]}
      />
      <Choice
        label="Sidebar"
        value={appearance.sidebar}
        onChange={(sidebar) => changeAppearance({ sidebar: sidebar as Appearance['sidebar'] })}
        options={[
          ['auto', 'By the window’s width'],
          ['open', 'Open'],
          ['closed', 'Icons only']
        ]}
      />
    </div>
  )
}

function Choice({
  label,
  value,
  options,
  onChange
}: {
  readonly label: string
  readonly value: string
  readonly options: readonly (readonly [string, string])[]
  readonly onChange: (value: string) => void
}) {
  return (
    <div className={styles.line}>
      <span>{label}</span>
      <div>
        <SegmentedControl
          size="xs"
          aria-label={label}
          value={value}
          onChange={onChange}
          data={options.map(([option, text]) => ({ value: option, label: text }))}
        />
      </div>
    </div>
  )
}
