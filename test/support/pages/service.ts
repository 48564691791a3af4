import { expect, type Locator, type Page } from 'playwright/test'
import { openSettings } from './shell.ts'

/** The switch of the tracking service in the sidebar. */
export function findServiceSwitch(page: Page): Locator {
  return page.getByRole('switch', { name: 'Tracking service', exact: true })
}

/** Starts the service on a port through the settings: the usual port may be taken on the computer of the tests. */
export async function startServiceOn(page: Page, port: number): Promise<void> {
  const settings = await openSettings(page, 'Tracking service')
  await settings.getByRole('textbox', { name: 'Port of the service' }).fill(String(port))
  await settings.getByRole('button', { name: /on this port$/ }).click()
}

/** Waits until the service is on, and gives its address. */
export async function readServiceAddress(page: Page): Promise<string> {
  await expect(findServiceSwitch(page)).toBeChecked()
  const copy = page.getByRole('button', { name: /^Copy address/ })
  await expect(copy).toBeVisible()
  return copy.innerText()
}
