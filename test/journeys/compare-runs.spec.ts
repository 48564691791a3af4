import { readFileSync } from 'node:fs'
import path from 'node:path'
import { findChart, saveChartAs } from '../support/pages/charts.ts'
import { exploreSample } from '../support/pages/first-start.ts'
import { findTitle, findToast, goTo } from '../support/pages/shell.ts'
import { findTable, selectRow } from '../support/pages/table.ts'
import { expect, test } from '../support/window.ts'

test('Two runs are compared metrics first, and a chart of them is saved with its legend', async ({ app, page, folder }) => {
  await exploreSample(page)
  await goTo(page, 'Runs')
  const runs = findTable(page, 'Runs')
  for (const name of ['mlp-16x8', 'mlp-64']) await selectRow(runs, name)
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await expect(findTitle(page, 'Compare runs')).toBeVisible()
  const comparison = page.getByRole('table', { name: 'Comparison of runs' })
  await expect(comparison.getByRole('rowheader').first()).toContainText('Metrics')

  const chart = findChart(page, 'val_loss')
  await test.step('The drawing names the metric and both runs', async () => {
    const file = path.join(folder, 'val_loss.svg')
    await saveChartAs(app, chart, 'Drawing (SVG)…', file)
    await expect(findToast(page, 'Wrote val_loss.svg')).toBeVisible()
    const drawing = readFileSync(file, 'utf8')
    for (const text of ['<svg', 'val_loss', 'mlp-16x8', 'mlp-64']) expect(drawing).toContain(text)
  })

  await test.step('The image is a PNG', async () => {
    const file = path.join(folder, 'val_loss.png')
    await saveChartAs(app, chart, 'Image (PNG)…', file)
    await expect(findToast(page, 'Wrote val_loss.png')).toBeVisible()
    expect(readFileSync(file).subarray(1, 4).toString('latin1')).toBe('PNG')
  })
})
