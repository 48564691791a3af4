import { Page } from '../../ui/Page.tsx'

/** Version. */
export function VersionPage() {
  return (
    <Page title="Version" windowTitle="Version">
      {null}
    </Page>
  )
}
