import { Page } from '../../ui/Page.tsx'

/** Compare versions. */
export function CompareVersionsPage() {
  return (
    <Page title="Compare versions" windowTitle="Compare versions">
      {null}
    </Page>
  )
}
