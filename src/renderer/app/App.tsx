import { MantineProvider, useMantineColorScheme } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { RouterProvider } from 'react-router'
import { bridge } from '../bridge.ts'
import { useSession } from '../panels/session.ts'
import { UiProvider } from '../ui/ports.tsx'
import { showFailure, showToast } from '../ui/toasts.tsx'
import { createPageRouter } from './routes.tsx'
import { followEvents, loadSession } from './start-session.ts'
import { createGreenroomTheme, resolveVariables } from './theme.ts'

/** The whole window. `nonce` allows the style elements that Mantine makes; `isStill` is for tests: no transition lasts. */
export function App({ nonce, isStill }: { readonly nonce: string; readonly isStill: boolean }) {
  const [router] = useState(createPageRouter)
  const theme = useMemo(() => createGreenroomTheme(isStill), [isStill])
  useEffect(() => {
    const stop = followEvents()
    void loadSession()
    sayThatItRecovered()
    return stop
  }, [])
  return (
    <MantineProvider theme={theme} cssVariablesResolver={resolveVariables} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <Notifications position="bottom-right" limit={4} zIndex={500} />
      <Appearance>
        <RouterProvider router={router} />
      </Appearance>
    </MantineProvider>
  )
}

/** The window's process adds the mark when it loads the page again after a crash. */
function sayThatItRecovered(): void {
  if (!new URLSearchParams(window.location.search).has('recovered')) return
  showToast({ message: 'The page crashed and was loaded again. Nothing was lost.', tone: 'warning', timeoutMs: 12_000 })
}

/** Applies scheme and density, and gives the dumb components their ports. */
function Appearance({ children }: { readonly children: ReactNode }) {
  const { scheme, density } = useSession((session) => session.appearance)
  const { setColorScheme } = useMantineColorScheme()
  const hasLoaded = useSession((session) => session.hasLoaded)
  useEffect(() => {
    if (hasLoaded) setColorScheme(scheme === 'system' ? 'auto' : scheme)
  }, [hasLoaded, scheme, setColorScheme])
  useEffect(() => {
    document.documentElement.dataset['density'] = density
  }, [density])
  const ports = useMemo(
    () => ({
      density,
      copy: async (text: string) => {
        await bridge.application.copy({ text })
      },
      openLink: (url: string) =>
        void bridge.application.openLink({ url }).catch((failure) => showFailure('Could not open the link', failure)),
      setTitle: (pageTitle: string) => useSession.setState({ pageTitle })
    }),
    [density]
  )
  return <UiProvider ports={ports}>{children}</UiProvider>
}
