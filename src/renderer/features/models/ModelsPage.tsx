import { Page } from '../../ui/Page.tsx'

/** Models. */
export function ModelsPage() {
  return (
    <Page title="Models" windowTitle="Models">
      {null}
    </Page>
  )
}
