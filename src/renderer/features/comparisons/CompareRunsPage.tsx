import { Page } from '../../ui/Page.tsx'

/** Compare runs. */
export function CompareRunsPage() {
  return (
    <Page title="Compare runs" windowTitle="Compare runs">
      {null}
    </Page>
  )
}
