import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test as base, type ElectronApplication, _electron as electron, expect, type Page } from 'playwright/test'

export { expect }

const root = path.resolve(import.meta.dirname, '../..')

export interface LaunchOptions {
  readonly home: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Starts the real application on its own home folder. */
export async function launch(options: LaunchOptions): Promise<ElectronApplication> {
  const executablePath = process.env['GREENROOM_ELECTRON_PATH']
  if (!executablePath) throw new Error('GREENROOM_ELECTRON_PATH is not set: run the journeys with `node scripts/journeys.mjs`.')
  return electron.launch({
    executablePath,
    args: ['--no-sandbox', root, ...(options.args ?? [])],
    env: { ...(process.env as Record<string, string>), GREENROOM_HOME: options.home, GREENROOM_UNATTENDED: '1', ...options.env },
    timeout: 30_000
  })
}

/** The first page, calm: no animations, and every console problem collected. */
export async function openPage(app: ElectronApplication, problems: string[]): Promise<Page> {
  const page = await app.firstWindow()
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(String(error)))
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.waitForLoadState('load')
  return page
}

interface Fixtures {
  readonly home: string
  readonly app: ElectronApplication
  readonly page: Page
  readonly problems: string[]
}

/** A journey starts with an empty home and the real window, and ends with no problem on its console. */
export const test = base.extend<Fixtures>({
  problems: async ({}, use) => {
    const problems: string[] = []
    await use(problems)
    expect(problems, 'problems on the console of the page').toEqual([])
  },
  home: async ({}, use) => {
    const home = mkdtempSync(path.join(tmpdir(), 'greenroom-journey-'))
    await use(home)
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  },
  app: async ({ home }, use) => {
    const app = await launch({ home })
    await use(app)
    await app.close()
  },
  page: async ({ app, problems }, use) => use(await openPage(app, problems))
})

/** What the application logged, for messages of failing journeys. */
export function readLog(home: string): string {
  try {
    return readFileSync(path.join(home, 'logs/greenroom.log'), 'utf8')
  } catch {
    return ''
  }
}

/** The next answers of the native open and save dialogs, which no test can click. */
export async function answerDialogs(app: ElectronApplication, answer: { readonly open?: string; readonly save?: string }): Promise<void> {
  await app.evaluate(({ dialog }, { open, save }) => {
    dialog.showOpenDialog = async () => ({ canceled: open === undefined, filePaths: open === undefined ? [] : [open] })
    dialog.showSaveDialog = async () => ({ canceled: save === undefined, filePath: save ?? '' })
  }, answer)
}
