import type { ElectronApplication } from 'playwright/test'
import { exploreSample } from '../support/pages/first-start.ts'
import { findTitle, searchAndGo } from '../support/pages/shell.ts'
import { clickMenu, expect, launch, openPage, startAgain, test } from '../support/window.ts'

const readSize = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    const { width, height } = window?.getBounds() ?? {}
    return { width, height }
  })

/** Crashes the page and waits until one is loaded again. */
const crashPage = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => {
    const page = BrowserWindow.getAllWindows()[0]?.webContents
    return new Promise<void>((resolve) => {
      page?.once('did-finish-load', () => resolve())
      page?.forcefullyCrashRenderer()
    })
  })

/** What the page says, asked through the main process: a page that crashed is lost to the test's own connection. */
const readPage = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('document.body.innerText'))

test('The window remembers its size, follows links and second starts, is ruled by the keyboard and survives a crash', async ({
  app,
  page,
  home,
  problems
}) => {
  await exploreSample(page)
  const registry = /#\/r\/([^/]+)/.exec(page.url())?.[1] ?? ''
  const title = () => page.title()

  await test.step('The palette goes to a version by number and by alias', async () => {
    await searchAndGo(page, 'wine 6')
    await expect.poll(title).toBe('wine-cultivar v6 — Sample registry — Greenroom')
    await searchAndGo(page, 'wine@champion')
    await expect.poll(title).toBe('wine-cultivar v5 — Sample registry — Greenroom')
    await page.keyboard.press('Alt+1')
    await expect(findTitle(page, 'Models')).toBeVisible()
  })

  await test.step('A second start brings the first window to the front and ends', async () => {
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
    const code = await startAgain({ home })
    expect(code).toBe(0)
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.isMinimized()))).toEqual([false])
  })

  await test.step('A link shows its page in the window that is open', async () => {
    await startAgain({ home, args: [`greenroom://${registry}/models/iris-species/4`] })
    await expect.poll(title).toBe('iris-species v4 — Sample registry — Greenroom')
  })

  await test.step('About names the versions', async () => {
    await clickMenu(app, 'Help', 'About Greenroom')
    const about = page.getByRole('dialog', { name: 'About Greenroom' })
    for (const name of ['Electron', 'Chromium', 'Node', 'SQLite'])
      await expect(about.getByRole('term').filter({ hasText: name })).toBeVisible()
    await expect(about).toContainText(await app.evaluate(({ app }) => app.getVersion()))
    await expect(about).toContainText(home)
    await page.keyboard.press('Escape')
    await expect(about).toBeHidden()
  })

  const wanted = { width: 1111, height: 707 }
  await test.step('Size and place of reading come back at the next start', async () => {
    await app.evaluate(({ BrowserWindow }, { width, height }) => BrowserWindow.getAllWindows()[0]?.setSize(width, height), wanted)
    await app.close()
    const again = await launch({ home })
    const next = await openPage(again, problems)
    expect(await readSize(again)).toEqual(wanted)
    await expect(findTitle(next, 'Models')).toBeVisible()
    await expect.poll(() => next.title()).toBe('Models — Sample registry — Greenroom')

    await test.step('A crashed page comes back and says so', async () => {
      await crashPage(again)
      await expect.poll(() => readPage(again)).toContain('wine-cultivar')
      await expect.poll(() => readPage(again)).toMatch(/crashed/i)
    })
    await again.close()
  })
})
