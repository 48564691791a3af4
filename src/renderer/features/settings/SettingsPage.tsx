import type { ReactNode } from 'react'
import { ShortcutList } from '../../panels/shortcut-list.tsx'
import { Page, PageBody, Section } from '../../ui/Page.tsx'
import { AboutSettings } from './AboutSettings.tsx'
import { AppearanceSettings } from './AppearanceSettings.tsx'
import { PeopleSettings } from './PeopleSettings.tsx'
import { PolicySettings } from './PolicySettings.tsx'
import { PythonSettings } from './PythonSettings.tsx'
import { SampleSettings } from './SampleSettings.tsx'
import { ServiceSettings } from './ServiceSettings.tsx'
import styles from './settings.module.css'

interface Part {
  readonly title: string
  readonly about: string
  readonly content: ReactNode
}

const parts: readonly Part[] = [
  { title: 'Appearance', about: 'Holds for this computer.', content: <AppearanceSettings /> },
  { title: 'People', about: 'Who acts in this window. Requests, approvals and the activity carry the name.', content: <PeopleSettings /> },
  { title: 'Approval policy', about: 'The registry’s default. A model can have its own, on its page.', content: <PolicySettings /> },
  { title: 'Tracking service', about: 'MLflow-compatible, for scripts on this computer.', content: <ServiceSettings /> },
  { title: 'Python', about: 'Runs models that are not ONNX.', content: <PythonSettings /> },
  { title: 'Sample registry', about: 'Three small models to try everything on.', content: <SampleSettings /> },
  { title: 'Keyboard shortcuts', about: 'Every command, and the keys for it.', content: <ShortcutList /> },
  { title: 'About', about: 'Versions and places, for support.', content: <AboutSettings /> }
]

/** Everything that can be set, on one page; each choice holds at once. */
export function SettingsPage() {
  return (
    <Page title="Settings" windowTitle="Settings">
      <PageBody width={1040}>
        <div className={styles.layout}>
          <nav className={styles.contents} aria-label="Settings">
            {parts.map(({ title }) => (
              <button key={title} type="button" onClick={() => document.getElementById(nameAnchor(title))?.scrollIntoView()}>
                {title}
              </button>
            ))}
          </nav>
          <div>
            {parts.map(({ title, about, content }) => (
              <div key={title} id={nameAnchor(title)} className={styles.part}>
                <Section title={title}>
                  <p className={styles.about}>{about}</p>
                  {content}
                </Section>
              </div>
            ))}
          </div>
        </div>
      </PageBody>
    </Page>
  )
}

function nameAnchor(title: string): string {
  return `settings-${title.toLowerCase().replaceAll(' ', '-')}`
}
