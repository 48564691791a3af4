import { lazy } from 'react'
import { Navigate } from 'react-router'
import { paths } from '../panels/paths.ts'
import { useRegistryId, useSession } from '../panels/session.ts'
import { FailureBox } from '../ui/FailureBox.tsx'
import { Page, PageBody } from '../ui/Page.tsx'
import { loadSession } from './start-session.ts'

const FirstStart = lazy(async () => ({ default: (await import('../features/first-start/FirstStartPage.tsx')).FirstStartPage }))

/** Where the window opens: the first-start page while there is nothing to see, else the models of the last registry. */
export function StartPage() {
  const { hasLoaded, failure, registries, hasStarted } = useSession()
  const registry = useRegistryId()
  if (failure !== undefined && !hasLoaded)
    return (
      <Page title="Greenroom could not start" windowTitle="Could not start">
        <PageBody width={720}>
          <FailureBox failure={failure} onRetry={() => void loadSession()} />
        </PageBody>
      </Page>
    )
  if (!hasLoaded) return <Page title="" windowTitle="" isLoading children={null} />
  const isEmpty = registries.every((one) => one.modelCount === 0 && one.state !== 'opening')
  return (isEmpty && !hasStarted) || registry === '' ? <FirstStart /> : <Navigate to={paths.models(registry)} replace />
}
