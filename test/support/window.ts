import { type ChildProcess, spawn } from 'node:child_process'
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
  const { executablePath, args, env } = describeStart(options)
  return electron.launch({ executablePath, args, env, timeout: 30_000 })
}

/** Starts the application a second time on the same home, as a click on a link or a file does; gives its exit code. */
export async function startAgain(options: LaunchOptions): Promise<number | null> {
  const { executablePath, args, env } = describeStart(options)
  const child: ChildProcess = spawn(executablePath, args, { env, stdio: 'ignore' })
  return new Promise((resolve, reject) => child.on('exit', resolve).on('error', reject))
}

function describeStart({ home, args = [], env = {} }: LaunchOptions) {
  const executablePath = process.env['GREENROOM_ELECTRON_PATH']
  if (!executablePath) throw new Error('GREENROOM_ELECTRON_PATH is not set: run the journeys with `node scripts/journeys.mjs`.')
  return {
    executablePath,
    args: ['--no-sandbox', root, ...args],
    env: { ...(process.env as Record<string, string>), GREENROOM_HOME: home, GREENROOM_UNATTENDED: '1', ...env }
  }
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

interface Options {
  /** Environment variables of the application, besides those of the test. */
  readonly appEnv: Readonly<Record<string, string>>
}

interface Fixtures {
  readonly home: string
  /** A folder for what the journey writes: snapshots, CSV files, scripts. */
  readonly folder: string
  readonly app: ElectronApplication
  readonly page: Page
  readonly problems: string[]
}

/** A journey starts with an empty home and the real window, and ends with no problem on its console. */
export const test = base.extend<Fixtures & Options>({
  appEnv: [{}, { option: true }],
  problems: async ({}, use) => {
    const problems: string[] = []
    await use(problems)
    expect(problems, 'problems on the console of the page').toEqual([])
  },
  home: async ({}, use, testInfo) => {
    const home = makeFolder()
    await use(home)
    if (testInfo.errors.length > 0) await testInfo.attach('greenroom.log', { body: readLog(home), contentType: 'text/plain' })
    removeFolder(home)
  },
  folder: async ({}, use) => {
    const folder = makeFolder()
    await use(folder)
    removeFolder(folder)
  },
  app: async ({ home, appEnv }, use) => {
    const app = await launch({ home, env: appEnv })
    await use(app)
    await app.close()
  },
  page: async ({ app, problems }, use) => use(await openPage(app, problems))
})

function makeFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'greenroom-journey-'))
}

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

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

/** Presses this button in every native box from now on; gives what was asked. */
export async function answerQuestions(app: ElectronApplication, button: string): Promise<() => Promise<readonly string[]>> {
  const asked = await app.evaluateHandle(({ dialog }, label) => {
    const messages: string[] = []
    dialog.showMessageBox = async (...args: unknown[]) => {
      const { message, buttons } = args.at(-1) as { message: string; buttons: string[] }
      messages.push(message)
      return { response: buttons.indexOf(label), checkboxChecked: false }
    }
    return messages
  }, button)
  return () => asked.jsonValue()
}

/** Keeps the application from being started again for real; gives the arguments it would have had, once it ended. */
export async function catchRelaunch(app: ElectronApplication, file: string): Promise<() => readonly string[]> {
  await app.evaluate(({ app: electron }, target) => {
    electron.relaunch = (options) => process.getBuiltinModule('node:fs').writeFileSync(target, JSON.stringify(options?.args))
  }, file)
  return () => JSON.parse(readFileSync(file, 'utf8')) as readonly string[]
}

/** The exit code of the application, once it ended. */
export function waitForEnd(app: ElectronApplication): Promise<number | null> {
  return new Promise((resolve) => app.process().once('exit', resolve))
}

/** Clicks an item of the native menu, by its path: `File`, `Export Snapshot…`. */
export async function clickMenu(app: ElectronApplication, menu: string, item: string): Promise<void> {
  await app.evaluate(
    ({ Menu }, names) => {
      const top = Menu.getApplicationMenu()?.items.find((one) => one.label.replace('&', '') === names.menu)
      const found = top?.submenu?.items.find((one) => one.label === names.item)
      if (!found) throw new Error(`There is no menu item ${names.menu} → ${names.item}.`)
      found.click()
    },
    { menu, item }
  )
}

/** The text on the clipboard of the application. */
export async function readClipboard(app: ElectronApplication): Promise<string> {
  return app.evaluate(({ clipboard }) => clipboard.readText())
}

/** The interpreter of the Python tests, or null where none was prepared; in CI its absence is a failure. */
export function findTestPython(): string | null {
  const python = process.env['GREENROOM_TEST_PYTHON'] ?? null
  if (python === null && process.env['CI']) throw new Error('GREENROOM_TEST_PYTHON is not set.')
  return python
}
