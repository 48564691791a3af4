import path from 'node:path'
import type { ElectronApplication } from 'playwright/test'
import { expect, type Page } from 'playwright/test'
import { answerDialogs, clickMenu } from '../window.ts'
import { findToast } from './shell.ts'

/** Exports through the menu what the page on show stands for, and waits until the file is written. */
export async function exportSnapshot(app: ElectronApplication, page: Page, file: string): Promise<void> {
  await answerDialogs(app, { save: file })
  await clickMenu(app, 'File', 'Export Snapshot…')
  await expect(findToast(page, `Wrote ${path.basename(file)}: `)).toBeVisible()
}

/** Opens a file through the menu. */
export async function openThroughMenu(app: ElectronApplication, file: string): Promise<void> {
  await answerDialogs(app, { open: file })
  await clickMenu(app, 'File', 'Open…')
}

/** Closes an opened snapshot by its button in the sidebar. */
export async function closeSnapshot(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `Close ${name}`, exact: true }).click()
}
