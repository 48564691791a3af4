import { Page } from '../../ui/Page.tsx'

/** Welcome. */
export function FirstStartPage() {
  return (
    <Page title="Welcome" windowTitle="Welcome">
      {null}
    </Page>
  )
}
