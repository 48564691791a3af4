import { expect, type Locator, type Page } from 'playwright/test'
import { findTitle, goTo } from './shell.ts'
import { findRow, findTable } from './table.ts'

/** The table of runs. */
export function findRuns(page: Page): Locator {
  return findTable(page, 'Runs')
}

/** Opens a run from the list of runs. */
export async function openRun(page: Page, name: string): Promise<void> {
  await goTo(page, 'Runs')
  await findRow(findRuns(page), name).getByRole('link', { name, exact: true }).click()
  await expect(findTitle(page, name)).toBeVisible()
}
