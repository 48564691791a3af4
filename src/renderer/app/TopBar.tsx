import { ActionIcon } from '@mantine/core'
import { Search, Settings } from 'lucide-react'
import { Link, useLocation, useNavigate } from 'react-router'
import { paths } from '../panels/paths.ts'
import { useRegistryId, useSession } from '../panels/session.ts'
import { KeyHint } from '../ui/KeyHint.tsx'
import { countNoun } from '../ui/numbers.ts'
import styles from './Shell.module.css'

/** The pages, the count of requests that wait for the acting person, and the way to the palette. */
export function TopBar({ onSearch }: { readonly onSearch: () => void }) {
  const registry = useRegistryId()
  const { open, yours } = useSession((session) => session.requests)
  const { pathname } = useLocation()
  const navigate = useNavigate()
  const current = nameSection(pathname)
  const links = [
    { section: 'models', label: 'Models', to: registry ? paths.models(registry) : paths.start() },
    { section: 'runs', label: 'Runs', to: registry ? paths.runs(registry) : paths.start() },
    { section: 'approvals', label: 'Approvals', to: paths.approvals(), count: yours },
    { section: 'predictions', label: 'Predictions', to: paths.predictions() },
    { section: 'activity', label: 'Activity', to: paths.activity() }
  ]
  return (
    <header className={styles.top}>
      <nav aria-label="Pages">
        {links.map(({ section, label, to, count }) => (
          <Link key={section} to={to} className={styles.nav} {...(section === current ? { 'aria-current': 'page' as const } : {})}>
            {label}
            {count ? (
              <span className={styles.count} title={describeRequests(open, yours)}>
                {count}
              </span>
            ) : null}
          </Link>
        ))}
      </nav>
      <button type="button" className={styles.search} onClick={onSearch} title="Search (Ctrl+K)" aria-keyshortcuts="Control+K">
        <Search size={14} aria-hidden />
        <span>Search</span>
        <span aria-hidden>
          <KeyHint keys="Ctrl+K" />
        </span>
      </button>
      <ActionIcon aria-label="Settings" title="Settings (Ctrl+,)" ml="xs" onClick={() => void navigate(paths.settings())}>
        <Settings size={16} aria-hidden />
      </ActionIcon>
    </header>
  )
}

function describeRequests(open: number, yours: number): string {
  return `${countNoun(yours, 'request')} ${yours === 1 ? 'waits' : 'wait'} for your decision; ${countNoun(open, 'request')} open in all`
}

/** Which entry of the top bar an address belongs to; '' for none. */
export function nameSection(pathname: string): string {
  const [, first = '', , third = ''] = pathname.split('/')
  if (first !== 'r') return first
  if (third === 'compare') return 'models'
  if (third === 'compare-runs') return 'runs'
  if (third === 'predict') return 'predictions'
  return third
}
