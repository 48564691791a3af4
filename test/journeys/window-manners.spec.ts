import path from 'node:path'
import type { ElectronApplication } from 'playwright/test'
import { exploreSample } from '../support/pages/first-start.ts'
import { expectSpokenLine, findTitle, openPalette, searchAndGo } from '../support/pages/shell.ts'
import {
  answerQuestions,
  catchRelaunch,
  clickMenu,
  expect,
  launch,
  openPage,
  readLog,
  startAgain,
  test,
  waitForEnd
} from '../support/window.ts'

const readSize = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    const { width, height } = window?.getBounds() ?? {}
    return { width, height }
  })

const readZoom = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getZoomFactor())

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

/** Lets the next `count` loads of the page fail, then serves the built page again; loads it once. */
const failLoads = (app: ElectronApplication, count: number) =>
  app.evaluate(({ app: electron, BrowserWindow, net, protocol }, failures) => {
    const { pathToFileURL } = process.getBuiltinModule('node:url')
    const pages = pathToFileURL(`${electron.getAppPath()}/out/renderer/`).href
    let left = failures
    protocol.unhandle('app')
    protocol.handle('app', (request) => {
      const { pathname } = new URL(request.url)
      if (pathname === '/' && left-- > 0) throw new Error('the page is out of reach')
      return net.fetch(new URL(pathname === '/' ? 'index.html' : pathname.slice(1), pages).href)
    })
    void BrowserWindow.getAllWindows()[0]?.webContents.reload()
  }, count)

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

  await test.step('The line chosen in the palette is told to screen readers', async () => {
    const field = await openPalette(page, 'wine-cultivar')
    await expectSpokenLine(page, field, /^wine-cultivar/)
    await field.fill('')
    await expectSpokenLine(page, field, /^Models/)
    await page.keyboard.press('ArrowDown')
    await expectSpokenLine(page, field, /^Runs/)
    await page.keyboard.press('Escape')
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

  await test.step('The zoom follows the menu', async () => {
    await clickMenu(app, 'View', 'Zoom In')
    await clickMenu(app, 'View', 'Zoom In')
    await expect.poll(() => readZoom(app)).toBeCloseTo(1.2, 3)
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

    await expect.poll(() => readZoom(again)).toBeCloseTo(1.2, 3)

    await test.step('A crashed page comes back as large as it was and says so', async () => {
      await clickMenu(again, 'View', 'Zoom Out')
      await crashPage(again)
      await expect.poll(() => readPage(again)).toContain('wine-cultivar')
      await expect.poll(() => readPage(again)).toMatch(/crashed/i)
      expect(await readZoom(again)).toBeCloseTo(1.0954, 3)
    })
    await again.close()
  })
})

test.describe('When something is wrong', () => {
  // The boxes that ask are answered by the test.
  test.use({ appEnv: { GREENROOM_UNATTENDED: '' } })

  test('A page that cannot be loaded is tried again, then the person is asked; one that is stuck can be loaded anew', async ({
    app,
    page,
    problems
  }) => {
    await exploreSample(page)

    await test.step('Two failures in a row bring a question; its answer brings the page', async () => {
      const asked = await answerQuestions(app, 'Load again')
      await failLoads(app, 2)
      await expect.poll(() => readPage(app)).toContain('wine-cultivar')
      expect(await asked()).toEqual(['The page cannot be loaded.'])
    })

    await test.step('One failure is mended without a word', async () => {
      const asked = await answerQuestions(app, 'Quit')
      await failLoads(app, 1)
      await expect.poll(() => readPage(app)).toContain('wine-cultivar')
      expect(await asked()).toEqual([])
    })

    await test.step('A page that does not respond is waited for, or loaded again', async () => {
      const waited = await answerQuestions(app, 'Wait')
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.emit('unresponsive'))
      await expect.poll(waited).toEqual(['The page does not respond.'])
      expect(await readPage(app)).not.toMatch(/crashed/i)
      await answerQuestions(app, 'Load again')
      await app.evaluate(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows()
        return new Promise<void>((resolve) => {
          window?.webContents.once('did-finish-load', () => resolve())
          window?.emit('unresponsive')
        })
      })
      await expect.poll(() => readPage(app)).toMatch(/crashed and was loaded again/i)
    })
    // Of the browser's own page for what cannot be loaded, which has no policy.
    expect(problems.filter((one) => !one.includes('Insecure Content-Security-Policy'))).toEqual([])
    problems.splice(0)
  })

  test('A second start while the first ends is not lost', async ({ app, page, folder }) => {
    await exploreSample(page)
    const relaunch = await catchRelaunch(app, path.join(folder, 'relaunch.json'))
    const ended = waitForEnd(app)
    // The window is gone and the core is closing: the second start meets exactly this.
    await app.evaluate(({ app: electron }) => {
      electron.once('will-quit', () =>
        electron.emit('second-instance', {}, ['greenroom', '--no-sandbox', '.', 'greenroom://r1/models/churn'], '/')
      )
      setImmediate(() => electron.quit())
    })
    expect(await ended).toBe(0)
    expect(relaunch()).toEqual(['--no-sandbox', '.', 'greenroom://r1/models/churn'])
  })

  test('After a defect of its own the application closes its core, says so and starts again', async ({ app, page, home, folder }) => {
    await exploreSample(page)
    const relaunch = await catchRelaunch(app, path.join(folder, 'relaunch.json'))
    await answerQuestions(app, 'Start again')
    const ended = waitForEnd(app)
    await app.evaluate(() => {
      setImmediate(() => {
        throw new Error('a defect')
      })
    })
    expect(await ended).toBe(1)
    expect(relaunch()).toContainEqual(expect.stringContaining('--no-sandbox'))
    expect(readLog(home)).toContain('a defect')
  })
})

test('Text from elsewhere becomes neither markup nor code in the page', async ({ page, problems }) => {
  await expect(findTitle(page, 'Welcome to Greenroom')).toBeVisible()
  const outcome = await page.evaluate(() => {
    const attempt = (act: () => unknown) => {
      try {
        act()
        return 'done'
      } catch (error) {
        return (error as Error).name
      }
    }
    const place = document.createElement('div')
    return [
      attempt(() => place.insertAdjacentHTML('beforeend', '<b>bold</b>')),
      attempt(() => Object.assign(place, { innerHTML: '<img src=x onerror=1>' })),
      attempt(() => Object.assign(document.createElement('script'), { src: 'data:text/javascript,1' })),
      attempt(() => Object.assign(document.createElement('script'), { text: '1' }))
    ]
  })
  expect(outcome).toEqual(['TypeError', 'TypeError', 'TypeError', 'TypeError'])
  problems.splice(0)
})
