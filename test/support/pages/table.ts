import type { Locator, Page } from 'playwright/test'

/** A table of the window by what its rows are: `Models`, `Runs`. */
export function findTable(page: Page, label: string): Locator {
  return page.getByRole('grid', { name: label, exact: true })
}

/** The row of a table that has the text. */
export function findRow(table: Locator, text: string | RegExp): Locator {
  return table.getByRole('row').filter({ hasText: text, hasNot: table.page().getByRole('columnheader') })
}

/** The cell of a row below the header `column`. */
export async function findCell(table: Locator, row: string | RegExp, column: string): Promise<Locator> {
  const header = table.getByRole('columnheader', { name: column, exact: true })
  const place = await header.getAttribute('aria-colindex')
  return findRow(table, row)
    .first()
    .getByRole('gridcell')
    .nth(Number(place) - 1)
}

/** Whether rows or columns have to be scrolled sideways to be seen whole. */
export function isCut(table: Locator): Promise<boolean> {
  return table.evaluate((grid) => grid.scrollWidth > grid.clientWidth)
}

/** Ticks the box of a row. */
export async function selectRow(table: Locator, text: string | RegExp): Promise<void> {
  await findRow(table, text).first().getByRole('checkbox').check()
}

/** Opens a row by a double click on its first cell, which holds no link. */
export async function openRow(table: Locator, text: string | RegExp): Promise<void> {
  await findRow(table, text).first().getByRole('gridcell').first().dblclick()
}
