import { Page } from '../../ui/Page.tsx'

/** Run. */
export function RunPage() {
  return (
    <Page title="Run" windowTitle="Run">
      {null}
    </Page>
  )
}
