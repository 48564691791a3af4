import { Page } from '../../ui/Page.tsx'

/** Settings. */
export function SettingsPage() {
  return (
    <Page title="Settings" windowTitle="Settings">
      {null}
    </Page>
  )
}
