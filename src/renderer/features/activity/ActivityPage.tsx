import { Page } from '../../ui/Page.tsx'

/** Activity. */
export function ActivityPage() {
  return (
    <Page title="Activity" windowTitle="Activity">
      {null}
    </Page>
  )
}
