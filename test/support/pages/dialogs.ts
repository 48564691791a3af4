import { expect, type Locator, type Page } from 'playwright/test'

/** The dialog on show, by its title. */
export function findDialog(page: Page, title: string | RegExp): Locator {
  return page.getByRole('dialog', { name: title })
}

/** Presses a button of a dialog and waits until the dialog is gone. */
export async function submit(dialog: Locator, button: string): Promise<void> {
  await dialog.getByRole('button', { name: button, exact: true }).click()
  await expect(dialog).toBeHidden()
}

/** Opens a tab of the page. */
export async function openTab(page: Page, name: string): Promise<void> {
  const tab = page.getByRole('tab', { name: new RegExp(`^${name}\\b`) })
  await tab.click()
  await expect(tab).toHaveAttribute('aria-selected', 'true')
}

/** A titled part of the page. */
export function findPart(page: Page, title: string): Locator {
  return page.getByRole('region', { name: title, exact: true })
}

/** The value beside a name in a list of facts. */
export function findFact(part: Locator, name: string): Locator {
  return part
    .getByRole('term')
    .filter({ hasText: new RegExp(`^${name}$`) })
    .locator('xpath=following-sibling::dd[1]')
}
