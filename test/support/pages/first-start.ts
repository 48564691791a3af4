import { expect, type Page } from 'playwright/test'
import { findTitle } from './shell.ts'

/** From the welcome page to the models of the sample registry. */
export async function exploreSample(page: Page): Promise<void> {
  await expect(findTitle(page, 'Welcome to Greenroom')).toBeVisible()
  await page.getByRole('button', { name: 'Add the sample registry' }).click()
  await expect(findTitle(page, 'Models')).toBeVisible()
  await expect(page.getByRole('grid', { name: 'Models' }).getByRole('row')).toHaveCount(4)
}
