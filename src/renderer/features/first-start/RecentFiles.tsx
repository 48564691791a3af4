import { FileArchive } from 'lucide-react'
import { bridge } from '../../bridge.ts'
import { useCall } from '../../panels/calls.ts'
import { Section } from '../../ui/Page.tsx'
import { TimeAgo } from '../../ui/Values.tsx'
import styles from './first-start.module.css'

const shown = 5

/** Files opened before, the newest first; nothing while there are none. */
export function RecentFiles({ onOpen }: { readonly onOpen: (handle: string) => void }) {
  const { value } = useCall((signal) => bridge.registries.recent({}, { signal }), [], { reloadOn: ['registries.changed'] })
  if (!value || value.length === 0) return null
  return (
    <Section title="Opened before">
      <ul className={styles.recent}>
        {value.slice(0, shown).map((file) => (
          <li key={file.handle}>
            <button type="button" onClick={() => onOpen(file.handle)} title={file.location}>
              <FileArchive size={14} aria-hidden />
              <span>{file.name}</span>
              <span className={styles.location}>{file.location}</span>
              <span className={styles.location}>
                <TimeAgo atMs={file.openedMs} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  )
}
