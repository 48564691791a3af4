import { Page } from '../../ui/Page.tsx'

/** Model. */
export function ModelPage() {
  return (
    <Page title="Model" windowTitle="Model">
      {null}
    </Page>
  )
}
