import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { type ElectronApplication, _electron as electron, type Page } from 'playwright/test'
import { ensureRegistryFolder } from '../src/main/tracking/schema.ts'
import { fillLargeRegistry } from '../test/support/large-registry.ts'
import { measureMemory, median, percentile, type Row, show } from './measure.ts'
import { makeFolder, root } from './processes.ts'

interface Launch {
  readonly readyMs: number
  readonly memory: number
}

/** Launch to interactive, idle memory and scrolling, against a hello-world window on the same Electron in the same run. */
export async function benchWindow(
  repeats: number
): Promise<{ readonly title: string; readonly anchor: string; readonly rows: readonly Row[] }> {
  const place = makeFolder()
  try {
    const hello = await launchRepeatedly(repeats, () => launchHello(place.folder))
    const { home: sampleHome, registry } = makeSampleHome(place.folder)
    await showOnce(sampleHome, `/r/${registry}/models`)
    const sample = await launchRepeatedly(repeats, () => launchApp(sampleHome))
    const largeHome = makeLargeHome(place.folder)
    const large = await launchRepeatedly(repeats, () => launchApp(largeHome))
    const scrolling = await measureScrolling(largeHome)
    const row = (figure: string, ours: number, anchor: number): Row => ({
      figure,
      ours: show(ours),
      anchor: show(anchor),
      ratio: `${show(ours / anchor)}×`
    })
    return {
      title: 'Window',
      anchor: 'Electron hello-world, same runtime',
      rows: [
        row('launch to the first rows, sample registry, ms', sample.readyMs, hello.readyMs),
        row('launch to the first rows, 1,000 models / 40,000 versions, ms', large.readyMs, hello.readyMs),
        row('idle memory (PSS), sample registry, MiB', sample.memory, hello.memory),
        row('idle memory (PSS), large registry, MiB', large.memory, hello.memory),
        { figure: 'scrolling 20,000 versions, frames/s', ours: show(scrolling.framesPerSecond), anchor: '60 (display)', ratio: '' },
        { figure: '— frame time p95, ms', ours: show(scrolling.p95), anchor: '16.7', ratio: '' }
      ]
    }
  } finally {
    place.remove()
  }
}

async function launchRepeatedly(repeats: number, launch: () => Promise<Launch>): Promise<Launch> {
  await launch()
  const launches: Launch[] = []
  for (let index = 0; index < repeats; index++) launches.push(await launch())
  return { readyMs: median(launches.map((one) => one.readyMs)), memory: median(launches.map((one) => one.memory)) }
}

function start(args: readonly string[], env: Readonly<Record<string, string>>): Promise<ElectronApplication> {
  const executablePath = process.env['GREENROOM_ELECTRON_PATH']
  if (!executablePath) throw new Error('GREENROOM_ELECTRON_PATH names no Electron: start with `npm run bench`.')
  return electron.launch({
    executablePath,
    args: ['--no-sandbox', ...args],
    env: { ...(process.env as Record<string, string>), GREENROOM_UNATTENDED: '1', ...env }
  })
}

const idleMs = 3000

async function finish(app: ElectronApplication, page: Page, readyMs: number): Promise<Launch> {
  await page.waitForTimeout(idleMs)
  const memory = measureMemory(app.process().pid ?? 0)
  await app.close()
  return { readyMs, memory }
}

async function launchHello(folder: string): Promise<Launch> {
  const home = path.join(folder, 'hello')
  mkdirSync(home, { recursive: true })
  writeFileSync(path.join(home, 'package.json'), '{"name":"hello","main":"main.cjs"}')
  writeFileSync(path.join(home, 'index.html'), '<!doctype html><title>hello</title><p id="ready">hello</p>')
  const main = `const { app, BrowserWindow } = require('electron')
app.setPath('userData', ${JSON.stringify(path.join(home, 'data'))})
app.whenReady().then(() => new BrowserWindow({ width: 1280, height: 800 }).loadFile('index.html'))`
  writeFileSync(path.join(home, 'main.cjs'), main)
  const at = performance.now()
  const app = await start([home], {})
  const page = await app.firstWindow()
  await page.waitForSelector('#ready')
  return finish(app, page, performance.now() - at)
}

/** Ready when the first row of the list can be clicked. */
async function launchApp(home: string): Promise<Launch> {
  const at = performance.now()
  const app = await start([root], { GREENROOM_HOME: home })
  const page = await app.firstWindow()
  await waitForFirstRow(page)
  return finish(app, page, performance.now() - at)
}

/** Shows a page of the window and ends: the next start shows it again. */
async function showOnce(home: string, route: string): Promise<void> {
  const app = await start([root], { GREENROOM_HOME: home })
  const page = await app.firstWindow()
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.evaluate((to) => {
    location.hash = `#${to}`
  }, route)
  await waitForFirstRow(page)
  await app.close()
}

async function waitForFirstRow(page: Page): Promise<void> {
  await page.locator('[role="grid"] [role="row"][aria-rowindex="2"]').first().waitFor()
}

function makeSampleHome(folder: string): { readonly home: string; readonly registry: string } {
  const home = path.join(folder, 'sample-home')
  const added = execFileSync(process.execPath, [path.join(root, 'out/main/cli.js'), 'sample', 'add', '--json'], {
    env: { ...process.env, GREENROOM_HOME: home },
    encoding: 'utf8'
  })
  return { home, registry: (JSON.parse(added) as { id: string }).id }
}

/** 1,000 models with 20 versions each and one with 20,000, on 20,000 runs. */
function makeLargeHome(folder: string): string {
  const home = path.join(folder, 'large-home')
  const { database } = ensureRegistryFolder(path.join(home, 'registry'))
  const db = new Database(database)
  fillLargeRegistry(db, { experiments: 10, runs: 20_000, models: 1000, versions: 20_000, keysPerRun: 3 })
  db.exec(`INSERT INTO registered_models (name, creation_time, last_updated_time) VALUES ('many-versions', 1, 1)`)
  db.exec(`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < 20000)
    INSERT INTO model_versions (name, version, creation_time, last_updated_time, current_stage, source, run_id, status)
    SELECT 'many-versions', i + 1, i, i, 'None', 'mlflow-artifacts:/1/' || printf('r%031d', i) || '/artifacts/model', printf('r%031d', i), 'READY' FROM n`)
  db.close()
  return home
}

/** Scrolls down 600 pixels a frame for three seconds and takes the time of each frame. */
async function measureScrolling(home: string): Promise<{ readonly framesPerSecond: number; readonly p95: number }> {
  const app = await start([root], { GREENROOM_HOME: home })
  const page = await app.firstWindow()
  await page.locator('[role="grid"]').first().waitFor()
  await page.evaluate(() => {
    const id = /#\/r\/([^/]+)/.exec(location.hash)?.[1] ?? ''
    location.hash = `#/r/${id}/models/many-versions`
  })
  await page.locator('[role="grid"][aria-rowcount="20001"] [role="row"][aria-rowindex="2"]').waitFor()
  const frames = await page.evaluate(scrollForThreeSeconds)
  await app.close()
  return { framesPerSecond: 1000 / (frames.reduce((sum, one) => sum + one, 0) / frames.length), p95: percentile(frames, 0.95) }
}

/** Runs in the page. */
function scrollForThreeSeconds(): Promise<number[]> {
  const grid = document.querySelector('[role="grid"][aria-rowcount="20001"]')
  return new Promise((resolve) => {
    const frames: number[] = []
    let last = performance.now()
    const end = last + 3000
    const step = (now: number) => {
      frames.push(now - last)
      last = now
      grid?.scrollBy(0, 600)
      if (now < end) requestAnimationFrame(step)
      else resolve(frames.slice(1))
    }
    requestAnimationFrame(step)
  })
}
