import { expect, type Locator, type Page } from 'playwright/test'
import { findDialog, submit } from './dialogs.ts'
import { openModel, openVersion } from './model.ts'
import { findTitle, goTo } from './shell.ts'
import { findRow, findTable } from './table.ts'

/** Opens the menu of a version's page. */
export async function openVersionMenu(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'More about this version' }).click()
  const menu = page.getByRole('menu')
  await expect(menu).toBeVisible()
  return menu
}

/** Asks for a promotion of a version that the policy guards, from its own page. */
export async function requestProduction(page: Page, model: string, version: string, reason: string): Promise<void> {
  await openVersion(page, model, version)
  await page.getByRole('button', { name: 'Request Production…' }).click()
  const dialog = findDialog(page, `Request a promotion of ${model} ${version}`)
  await dialog.getByLabel('Reason').fill(reason)
  await submit(dialog, 'Request Production')
}

/** Gives a model a policy of its own: two other people approve before Production. */
export async function askForTwoApprovals(page: Page, model: string): Promise<void> {
  await openModel(page, model)
  await page.getByRole('button', { name: 'More about this model' }).click()
  await page.getByRole('menuitem', { name: 'Approval policy…' }).click()
  const dialog = findDialog(page, `Approval policy of ${model}`)
  await dialog.getByText('Its own policy').click()
  await dialog.getByRole('checkbox', { name: 'Production', exact: true }).check()
  await dialog.getByLabel('Approvals by different people').fill('2')
  await dialog.getByRole('switch', { name: /^The requester’s own approval counts/ }).uncheck()
  await submit(dialog, 'Save policy')
}

/** Opens a request from the list of those that wait. */
export async function openRequest(page: Page, version: string): Promise<void> {
  await goTo(page, 'Approvals')
  await findRow(findTable(page, 'Open requests'), version).getByRole('link', { name: version }).click()
  await expect(findTitle(page, new RegExp(`^${version} → `))).toBeVisible()
}

/** Writes notes on the request on show and presses a button: `Approve`, `Reject`, `Withdraw`. */
export async function decide(page: Page, button: 'Approve' | 'Reject' | 'Withdraw', notes: string): Promise<void> {
  await page.getByLabel('Notes, or the reason for a rejection').fill(notes)
  await page.getByRole('button', { name: button, exact: true }).click()
}
