import { expect, type Locator, type Page } from 'playwright/test'
import { findTitle } from './shell.ts'

/** Goes to the page that tries models, and chooses one there. */
export async function openPredict(page: Page, model: string): Promise<void> {
  await page.keyboard.press('Alt+6')
  await expect(findTitle(page, 'Predict with')).toBeVisible()
  await choose(page, 'Model', model)
  await expect(page.getByRole('region', { name: 'Input' })).toBeVisible()
}

/** Chooses the version by number, alias, stage or `latest`, as the picker writes it: `Production → v5`, `v3`. */
export async function chooseReference(page: Page, reference: string): Promise<void> {
  await choose(page, 'Version', reference)
}

async function choose(page: Page, picker: string, option: string): Promise<void> {
  const box = page.getByRole('combobox', { name: picker, exact: true })
  await box.click()
  await page.getByRole('option', { name: option, exact: true }).click()
  await expect(box).toHaveValue(option)
}

/** One line of the form, by the name of its column. */
export function findField(page: Page, name: string): Locator {
  return page.getByRole('region', { name: 'Input' }).getByRole('textbox', { name, exact: true })
}

/** Shows one of the three ways to give rows. */
export async function chooseInput(page: Page, way: 'Form' | 'JSON' | 'CSV file'): Promise<void> {
  const ways = page.getByRole('radiogroup', { name: 'How to give the input' })
  await ways.getByText(way, { exact: true }).click()
  await expect(ways.getByRole('radio', { name: way })).toBeChecked()
}

/** The button that asks the model. */
export function findRun(page: Page): Locator {
  return page.getByRole('region', { name: 'Input' }).getByRole('button', { name: 'Run', exact: true })
}

/** What the last run gave. */
export function findOutput(page: Page): Locator {
  return page.getByRole('region', { name: 'Output', exact: true })
}

/** Runs what stands in the form and waits for the answer of a version. */
export async function runAndRead(page: Page, version: string): Promise<Locator> {
  await findRun(page).click()
  const output = findOutput(page)
  await expect(output.getByRole('columnheader', { name: version, exact: true })).toBeVisible({ timeout: 30_000 })
  return output
}

/** A value of a one-row answer, by its name. */
export function findAnswer(output: Locator, name: string): Locator {
  return output
    .getByRole('row')
    .filter({ has: output.page().getByRole('rowheader', { name, exact: true }) })
    .getByRole('cell')
}

/** The question that comes before code of a model's files is run. */
export function findConsent(page: Page, version: string): Locator {
  return page.getByRole('dialog', { name: `Run code from ${version}?` })
}

/** The list of all predictions, newest first. */
export function findHistory(page: Page): Locator {
  return page.getByRole('grid', { name: 'Predictions', exact: true })
}
