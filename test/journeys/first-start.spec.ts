import { exploreSample } from '../support/pages/first-start.ts'
import { findRegistry, findTitle, findToast, goTo, openRegistry, openSettings } from '../support/pages/shell.ts'
import { findCell, findRow, findTable } from '../support/pages/table.ts'
import { expect, test } from '../support/window.ts'

test('A first start offers three ways to begin; the sample shows models at once and goes away with one click', async ({ page }) => {
  const models = findTable(page, 'Models')

  await test.step('An empty home welcomes with three choices', async () => {
    await expect(findTitle(page, 'Welcome to Greenroom')).toBeVisible()
    for (const choice of ['Explore the sample', 'Open what you have', 'Log from a script'])
      await expect(page.getByRole('region', { name: choice }).getByRole('button')).toBeEnabled()
    await expect(page.getByText('My registry · 0 models · read-write')).toBeVisible()
  })

  await test.step('The sample registry lists its models with where each stands', async () => {
    await exploreSample(page)
    await expect(await findCell(models, 'wine-cultivar', 'Latest')).toHaveText('v6')
    await expect(await findCell(models, 'wine-cultivar', 'Production')).toContainText('v5')
    await expect(await findCell(models, 'wine-cultivar', 'Staging')).toContainText('v6')
    await expect(findRow(models, 'wine-cultivar').getByText('@champion → v5')).toBeVisible()
    await expect(page.getByText('Sample registry · 3 models · read-write')).toBeVisible()
  })

  await test.step('Words filter the list, a filter expression too', async () => {
    const filter = page.getByRole('searchbox', { name: 'Filter models' })
    await filter.fill('iris')
    await expect(findRow(models, 'iris-species')).toBeVisible()
    await expect(findRow(models, 'wine-cultivar')).toBeHidden()
    await filter.fill("name LIKE 'wine%'")
    await expect(findRow(models, 'wine-cultivar')).toBeVisible()
    await expect(findRow(models, 'iris-species')).toBeHidden()
    await filter.fill('')
    await expect(findRow(models, 'iris-species')).toBeVisible()
  })

  await test.step('My own registry stays empty beside it', async () => {
    await openRegistry(page, 'My registry')
    await expect(page.getByText('No models in My registry yet.')).toBeVisible()
  })

  await test.step('One click removes the sample', async () => {
    const settings = await openSettings(page, 'Sample registry')
    await expect(settings.getByText('3 models, a copy of your own.')).toBeVisible()
    await settings.getByRole('button', { name: 'Remove' }).click()
    await expect(findToast(page, 'The sample registry is removed')).toBeVisible()
    await expect(findRegistry(page, 'Sample registry')).toBeHidden()
    await expect(settings.getByRole('button', { name: 'Add the sample registry' })).toBeVisible()
    await goTo(page, 'Models')
    await expect(page.getByText('No models in My registry yet.')).toBeVisible()
  })
})
