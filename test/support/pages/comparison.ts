import type { Locator, Page } from 'playwright/test'

/** The table of a comparison. */
export function findComparison(page: Page, noun: 'versions' | 'runs'): Locator {
  return page.getByRole('table', { name: `Comparison of ${noun}` })
}

/** The columns in their order, the base first: `wine-cultivar v5`. */
export async function readColumns(comparison: Locator): Promise<readonly string[]> {
  return comparison.getByRole('columnheader').getByRole('link').allInnerTexts()
}

/** The column that the others are compared with. */
export function findBase(comparison: Locator): Locator {
  return comparison
    .getByRole('columnheader')
    .filter({ hasText: /base$/, hasNot: comparison.page().getByRole('button', { name: /^Make / }) })
}

/** A group of rows by its heading, which folds it: `Metrics`, `Artifacts`. */
export function findGroup(comparison: Locator, name: string): Locator {
  return comparison.getByRole('rowgroup').filter({ has: comparison.page().getByRole('button', { name: new RegExp(`^${name}\\b`) }) })
}

/** The row of a name. */
export function findValues(group: Locator, name: string): Locator {
  const header = group.page().getByRole('rowheader', { name: new RegExp(`^${name.replaceAll('.', '\\.')}( |$)`) })
  return group.getByRole('row').filter({ has: header })
}

/** The switch that hides what is the same. */
export function findDifferencesOnly(page: Page): Locator {
  return page.getByRole('switch', { name: 'Differences only' })
}
