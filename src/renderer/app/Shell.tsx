import { useMediaQuery } from '@mantine/hooks'
import { Suspense, useEffect, useState } from 'react'
import { Outlet, useLocation } from 'react-router'
import { saveSetting } from '../panels/remember.ts'
import { useRegistry, useRegistryId, useSession } from '../panels/session.ts'
import { BrandMark } from './BrandMark.tsx'
import { DropTarget } from './DropTarget.tsx'
import { AboutDialog, KeysDialog } from './HelpDialogs.tsx'
import { PageBoundary } from './PageBoundary.tsx'
import { Palette } from './Palette.tsx'
import { palette } from './palette-store.ts'
import styles from './Shell.module.css'
import { Sidebar } from './Sidebar.tsx'
import { StatusBar } from './StatusBar.tsx'
import { TopBar } from './TopBar.tsx'
import { sizes } from './theme.ts'
import { type ShellDialog, useCommands } from './use-commands.ts'
import { WhenOpen } from './WhenOpen.tsx'

/** The frame around every page: brand and pages on top, registries at the left, status below, palette and drop target over all. */
export function Shell() {
  const location = useLocation()
  const sidebar = useSession((session) => session.appearance.sidebar)
  const isSmall = useMediaQuery(`(max-width: ${sizes.collapseBelow - 1}px)`, false, { getInitialValueInEffect: false })
  const isNarrow = sidebar === 'closed' || (sidebar === 'auto' && isSmall === true)
  const [dialog, setDialog] = useState<ShellDialog | null>(null)
  const [query, setQuery] = useState('')
  const run = useCommands({
    showDialog: setDialog,
    isSidebarNarrow: () => isNarrow,
    searchPalette: (text) => {
      setQuery(text)
      palette.open()
    }
  })
  useWindowTitle()
  useRememberedRegistry()
  return (
    <div className={styles.shell} data-narrow={isNarrow}>
      <div className={styles.brand}>
        <BrandMark />
        {!isNarrow && 'Greenroom'}
      </div>
      <TopBar onSearch={() => palette.open()} />
      <Sidebar isNarrow={isNarrow} />
      <main className={styles.page}>
        <PageBoundary address={location.pathname}>
          <Suspense>
            <WhenOpen isOfRegistry={location.pathname.startsWith('/r/')}>
              <Outlet />
            </WhenOpen>
          </Suspense>
        </PageBoundary>
      </main>
      <StatusBar />
      <Palette query={query} onQuery={setQuery} onCommand={run} />
      <DropTarget />
      <KeysDialog isOpen={dialog === 'keys'} onClose={() => setDialog(null)} />
      <AboutDialog isOpen={dialog === 'about'} onClose={() => setDialog(null)} />
    </div>
  )
}

/** `churn v21 — My registry — Greenroom`. */
function useWindowTitle(): void {
  const page = useSession((session) => session.pageTitle)
  const registry = useRegistry()
  const title = [page, registry?.name, 'Greenroom'].filter(Boolean).join(' — ')
  useEffect(() => {
    document.title = title
  }, [title])
}

/** The registry looked at last is where the next start begins. */
function useRememberedRegistry(): void {
  const registry = useRegistryId()
  useEffect(() => {
    const { navigation, hasLoaded } = useSession.getState()
    if (!hasLoaded || registry === '' || navigation.registry === registry) return
    const next = { ...navigation, registry }
    useSession.setState({ navigation: next })
    void saveSetting('navigation', next)
  }, [registry])
}
