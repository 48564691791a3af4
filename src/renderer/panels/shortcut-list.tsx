import { KeyHint } from '../ui/KeyHint.tsx'
import { type Command, commands, pageKeys } from './commands.ts'
import styles from './shortcut-list.module.css'

const groupTitles: Readonly<Record<Command['group'], string>> = { Go: 'Go to', File: 'Files', View: 'View', Help: 'Help' }
const groups = Object.keys(groupTitles) as readonly Command['group'][]

/** Every command with its keys, by group, and the keys that lists and forms hear. Those without keys are found in the palette. */
export function ShortcutList() {
  const lists = groups.map((group) => ({
    title: groupTitles[group],
    lines: commands.filter((command) => command.group === group).map(({ label, keys }) => ({ what: label, keys }))
  }))
  return (
    <div className={styles.groups}>
      {[...lists, { title: 'In lists and forms', lines: pageKeys.map(({ keys, what }) => ({ what, keys: [keys] })) }].map(
        ({ title, lines }) => (
          <section key={title} aria-label={title}>
            <h3>{title}</h3>
            <dl>
              {lines.map(({ what, keys }) => (
                <div key={what}>
                  <dt>{what}</dt>
                  <dd>
                    {keys.length === 0 && <span className={styles.dim}>in the palette</span>}
                    {keys.map((one) => (
                      <KeyHint key={one} keys={one} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        )
      )}
    </div>
  )
}
