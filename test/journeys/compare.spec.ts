import { findBase, findComparison, findDifferencesOnly, findGroup, findValues, readColumns } from '../support/pages/comparison.ts'
import { exploreSample } from '../support/pages/first-start.ts'
import { findVersion, openModel } from '../support/pages/model.ts'
import { findRuns } from '../support/pages/runs.ts'
import { findTitle, goTo } from '../support/pages/shell.ts'
import { findRow, findTable, selectRow } from '../support/pages/table.ts'
import { expect, test } from '../support/window.ts'

test('Three versions side by side: what differs, against production or another base, down to the bytes of their files', async ({
  page
}) => {
  const comparison = findComparison(page, 'versions')
  await exploreSample(page)

  await test.step('Versions are picked on the page of their model; the one in Production is the base', async () => {
    await openModel(page, 'wine-cultivar')
    for (const version of ['v2', 'v5', 'v6']) await findVersion(page, version).getByRole('checkbox').check()
    await page.getByRole('region', { name: 'Versions' }).getByRole('button', { name: 'Compare', exact: true }).click()
    await expect(findTitle(page, 'Compare versions of wine-cultivar')).toBeVisible()
    await expect(findBase(comparison)).toContainText('v5')
    expect(await readColumns(comparison)).toEqual(['v5', 'v2', 'v6'])
  })

  await test.step('At first only what differs is shown, metrics with better or worse', async () => {
    await expect(findDifferencesOnly(page)).toBeChecked()
    await expect(findValues(findGroup(comparison, 'Params'), 'hidden_layers')).toContainText('16x8none16')
    await expect(findValues(findGroup(comparison, 'Params'), 'batch')).toBeHidden()
    await expect(findValues(findGroup(comparison, 'Metrics'), 'val_loss')).toContainText('lower is better')
    await expect(findValues(findGroup(comparison, 'Metrics'), 'val_loss')).toContainText(/worse.*better/)
    await expect(findGroup(comparison, 'Schema')).toBeHidden()
  })

  await test.step('The switch shows what is the same too', async () => {
    await findDifferencesOnly(page).uncheck()
    await expect(findValues(findGroup(comparison, 'Params'), 'batch')).toContainText('161616')
    await expect(findGroup(comparison, 'Schema')).toContainText('the same')
    await findDifferencesOnly(page).check()
    await expect(findValues(findGroup(comparison, 'Params'), 'batch')).toBeHidden()
  })

  await test.step('Another base is pinned, and the differences turn around', async () => {
    await comparison.getByRole('button', { name: 'Make base: v2' }).click()
    await expect(findBase(comparison)).toContainText('v2')
    expect(await readColumns(comparison)).toEqual(['v2', 'v5', 'v6'])
    await expect(findValues(findGroup(comparison, 'Metrics'), 'val_loss')).toContainText(/better.*better/)
  })

  await test.step('Files are compared by size and hash', async () => {
    const row = findValues(findGroup(comparison, 'Artifacts'), 'model.onnx')
    const hashes = (await row.getByRole('cell').allInnerTexts()).map((text) => /· ([0-9a-f]{12})$/.exec(text)?.[1])
    expect(hashes).not.toContain(undefined)
    expect(new Set(hashes).size).toBe(3)
  })

  await test.step('A chart has a line for each version, its table the same numbers', async () => {
    const chart = page.getByRole('figure', { name: 'val_loss' })
    await expect(chart.getByRole('img', { name: /^val_loss: 3 lines/ })).toBeVisible()
    await chart.getByRole('button', { name: 'Show as table' }).click()
    const table = findTable(page, 'val_loss as a table')
    for (const version of ['v2', 'v5', 'v6']) await expect(table.getByRole('columnheader', { name: version })).toBeVisible()
    await expect(findRow(table, /^0/).first()).toBeVisible()
  })
})

test('Two runs side by side work the same way', async ({ page }) => {
  const comparison = findComparison(page, 'runs')
  await exploreSample(page)

  await test.step('One run is not enough, two are compared', async () => {
    await goTo(page, 'Runs')
    await selectRow(findRuns(page), 'mlp-16x8')
    await expect(page.getByText('Select one more to compare.')).toBeVisible()
    await selectRow(findRuns(page), 'mlp-64')
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await expect(findTitle(page, 'Compare runs')).toBeVisible()
    await expect(findBase(comparison)).toContainText('mlp-16x8')
  })

  await test.step('Only what differs is shown, until the switch shows all', async () => {
    await expect(findValues(findGroup(comparison, 'Params'), 'hidden_layers')).toContainText('16x864')
    await expect(findValues(findGroup(comparison, 'Params'), 'seed')).toBeHidden()
    await findDifferencesOnly(page).uncheck()
    await expect(findValues(findGroup(comparison, 'Params'), 'seed')).toContainText('2026120261')
  })

  await test.step('The other run becomes the base', async () => {
    await comparison.getByRole('button', { name: 'Make base: mlp-64' }).click()
    await expect(findBase(comparison)).toContainText('mlp-64')
    await expect(findValues(findGroup(comparison, 'Params'), 'hidden_layers')).toContainText('6416x8')
  })

  await test.step('Files and metrics over the runs stand below', async () => {
    await expect(findValues(findGroup(comparison, 'Artifacts'), 'report/summary.json')).toContainText(/·.*·/)
    await expect(page.getByRole('figure', { name: 'accuracy' }).getByRole('img', { name: /: 2 lines/ })).toBeVisible()
  })
})
