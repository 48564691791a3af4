import { Page } from '../../ui/Page.tsx'

/** Runs. */
export function RunsPage() {
  return (
    <Page title="Runs" windowTitle="Runs">
      {null}
    </Page>
  )
}
