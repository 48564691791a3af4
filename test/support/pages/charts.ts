import type { ElectronApplication, Locator, Page } from 'playwright/test'
import { answerDialogs } from '../window.ts'

/** The chart of a metric, with its buttons. */
export function findChart(page: Page, title: string): Locator {
  return page.getByRole('figure', { name: title, exact: true })
}

/** Saves a chart into a file, as its menu offers it: `Drawing (SVG)…`. */
export async function saveChartAs(app: ElectronApplication, chart: Locator, item: string, file: string): Promise<void> {
  await answerDialogs(app, { save: file })
  await chart.getByRole('button', { name: 'Export chart' }).click()
  await chart.page().getByRole('menuitem', { name: item }).click()
}
