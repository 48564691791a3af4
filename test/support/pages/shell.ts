import { expect, type Locator, type Page } from 'playwright/test'

export type Section = 'Models' | 'Runs' | 'Approvals' | 'Predictions' | 'Activity'

/** The title of the page on show. */
export function findTitle(page: Page, title: string | RegExp): Locator {
  return page.getByRole('heading', { level: 1, name: title })
}

/** Goes to a page by the top bar. */
export async function goTo(page: Page, section: Section): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: section }).click()
  await expect(findTitle(page, section)).toBeVisible()
}

/** Opens the settings and gives one part of them. */
export async function openSettings(page: Page, part: string): Promise<Locator> {
  const section = page.getByRole('region', { name: part, exact: true })
  if (!(await section.isVisible())) await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await expect(section).toBeVisible()
  return section
}

/** Opens a registry of the sidebar by the first words of its name. */
export async function openRegistry(page: Page, name: string): Promise<void> {
  await findRegistry(page, name).click()
  await expect(findTitle(page, 'Models')).toBeVisible()
}

/** A registry in the sidebar. */
export function findRegistry(page: Page, name: string): Locator {
  return page.getByRole('complementary', { name: 'Registries and service' }).getByRole('link', { name })
}

/** The message that comes at the lower right. */
export function findToast(page: Page, text: string | RegExp): Locator {
  return page.getByRole('status').or(page.getByRole('alert')).filter({ hasText: text }).last()
}

/** Acts as another person from now on; adds them when they are new. */
export async function actAs(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /^Acting as/ }).click()
  const known = page.getByRole('menuitem', { name, exact: true })
  await expect(page.getByRole('menuitem', { name: 'Add person…' })).toBeVisible()
  if (await known.isVisible()) await known.click()
  else await addPerson(page, name)
  await expect(page.getByRole('button', { name: `Acting as ${name}` })).toBeVisible()
}

async function addPerson(page: Page, name: string): Promise<void> {
  await page.getByRole('menuitem', { name: 'Add person…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a person' })
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByRole('button', { name: 'Add and act as' }).click()
  await expect(dialog).toBeHidden()
}

/** Opens the palette and types into it; gives its field. */
export async function openPalette(page: Page, query: string): Promise<Locator> {
  await page.keyboard.press('Control+K')
  const field = page.getByRole('combobox', { name: 'Search' })
  await expect(field).toBeFocused()
  await page.keyboard.type(query)
  return field
}

/** Types into the palette and takes the first line. */
export async function searchAndGo(page: Page, query: string): Promise<void> {
  await openPalette(page, query)
  await page.keyboard.press('Enter')
}

/** Waits until assistive technology, while the focus is in the palette's field, hears that line as the chosen one. */
export async function expectSpokenLine(page: Page, field: Locator, name: string | RegExp): Promise<void> {
  const chosen = page.getByRole('option', { selected: true })
  await expect(chosen).toHaveAccessibleName(name)
  await expect(field).toHaveAttribute('aria-activedescendant', (await chosen.getAttribute('id')) ?? 'none')
}
