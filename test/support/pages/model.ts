import { expect, type Locator, type Page } from 'playwright/test'
import { findTitle, goTo } from './shell.ts'
import { findTable } from './table.ts'

/** Opens a model from the list of models. */
export async function openModel(page: Page, name: string): Promise<void> {
  await goTo(page, 'Models')
  await findTable(page, 'Models').getByRole('link', { name, exact: true }).click()
  await expect(findTitle(page, name)).toBeVisible()
}

/** Opens a version from the page of its model. */
export async function openVersion(page: Page, model: string, version: string): Promise<void> {
  await openModel(page, model)
  await findVersions(page).getByRole('link', { name: version, exact: true }).click()
  await expect(findTitle(page, `${model} ${version}`)).toBeVisible()
}

/** The table of versions on the page of a model. */
export function findVersions(page: Page): Locator {
  return findTable(page, 'Versions')
}

/** The row of a version, by its exact number: v1 is not v12. */
export function findVersion(page: Page, version: string): Locator {
  return findVersions(page)
    .getByRole('row')
    .filter({ has: page.getByRole('link', { name: version, exact: true }) })
}

/** What happened on the page of a model or version, the newest first. */
export function findHistory(page: Page): Locator {
  return page.getByRole('list', { name: 'Activity' }).getByRole('listitem')
}
