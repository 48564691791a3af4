import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test as base, _electron as electron, expect, type Page } from 'playwright/test'
import { allRoutes } from '../../src/main/server/all-routes.ts'
import { describeHome } from '../support/home-facts.ts'
import {
  callFromPage,
  fetchByServiceWorker,
  loadByElements,
  openAndPing,
  openChannels,
  startForeignSite,
  submitForms,
  type Target
} from '../support/pages/foreign.ts'
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts'

const prefixes = { api: '/api/2.0', api3: '/api/3.0', ajax: '/ajax-api/2.0', root: '' } as const
const artifacts = '/api/2.0/mlflow-artifacts/artifacts'
const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const browser = `const { app, BrowserWindow } = require('electron')
app.setPath('userData', process.env.GREENROOM_TEST_PROFILE)
app.whenReady().then(() => new BrowserWindow({ show: false, webPreferences: { sandbox: true, contextIsolation: true } }).loadURL('about:blank'))`

interface Fixtures {
  readonly folder: string
  readonly service: ServiceProcess
  readonly page: Page
}

/** A browser window of the Chromium that Electron has, without anything of the application in it. */
const test = base.extend<Fixtures>({
  folder: async ({}, use) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'greenroom-foreign-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },
  service: async ({ folder }, use) => {
    const service = await startServiceProcess(path.join(folder, 'home'))
    await use(service)
    await service.kill()
  },
  page: async ({ folder }, use) => {
    const main = path.join(folder, 'browser.cjs')
    writeFileSync(main, browser)
    const executablePath = process.env['GREENROOM_ELECTRON_PATH']
    if (!executablePath) throw new Error('GREENROOM_ELECTRON_PATH is not set: run the journeys with `node scripts/journeys.mjs`.')
    const env = { ...(process.env as Record<string, string>), GREENROOM_TEST_PROFILE: path.join(folder, 'profile') }
    const app = await electron.launch({ executablePath, args: ['--no-sandbox', main], env, timeout: 30_000 })
    await use(await app.firstWindow())
    await app.close()
  }
})

/** Fills the registry as a script does. Gives the id of a run with files that a page would love to load. */
async function fill(uri: string): Promise<string> {
  const post = async (name: string, body: object) => {
    const headers = { 'Content-Type': 'application/json' }
    const answer = await fetch(`${uri}/api/2.0/mlflow/${name}`, { method: 'POST', headers, body: JSON.stringify(body) })
    expect(answer.status).toBe(200)
    return answer.json() as Promise<{ run: { info: { run_id: string } } }>
  }
  const { run } = await post('runs/create', { experiment_id: '0', start_time: 1, run_name: 'private run' })
  const run_id = run.info.run_id
  await post('registered-models/create', { name: 'churn' })
  await post('model-versions/create', { name: 'churn', source: `mlflow-artifacts:/0/${run_id}/artifacts/m`, run_id })
  for (const [name, body] of Object.entries({ 'x.png': picture, 'x.js': 'globalThis.stolen = 1', 'x.css': 'body{color:red}' })) {
    const answer = await fetch(`${uri}${artifacts}/0/${run_id}/artifacts/${name}`, { method: 'PUT', body })
    expect(answer.status).toBe(200)
  }
  return run_id
}

/** Every route with each of its methods, its parameters filled with what exists. */
function listTargets(runId: string): readonly Target[] {
  const query = `run_id=${runId}&run_uuid=${runId}&name=churn&version=1&experiment_id=0&path=x.js&max_results=10&metric_key=a`
  const fillIn = (pattern: string) =>
    pattern
      .replace('{path...}', `0/${runId}/artifacts/x.js`)
      .replace('{run_id}', runId)
      .replace('{name}', 'churn')
      .replace('{version}', '1')
      .replace(/\{\w+\}/g, 'm-1')
  return allRoutes.flatMap((route) =>
    route.methods.map((method) => ({ method, path: `${prefixes[route.mounts[0] ?? 'root']}${fillIn(route.path)}?${query}` }))
  )
}

/** Another port of the same host is another origin of the same site, for which browsers have fewer guards; `localhost` is another site. */
const hosts = process.env['GREENROOM_FULL'] ? ['127.0.0.1', 'localhost'] : ['127.0.0.1']
for (const host of hosts)
  test(`CVE-2023-43472: a page of http://${host} on another port neither changes nor reads anything of the service`, async ({
    page,
    service,
    folder
  }) => {
    test.setTimeout(180_000)
    const uri = `http://127.0.0.1:${service.port}`
    const runId = await fill(uri)
    const site = await startForeignSite(service.port)
    const home = path.join(folder, 'home')
    const before = describeHome(home)
    const statuses: number[] = []
    page.context().on('response', (response) => {
      // Windows of their own are looked at in the end.
      if (new URL(response.url()).port === String(service.port) && response.request().resourceType() !== 'document')
        statuses.push(response.status())
    })
    await page.goto(`http://${host}:${site.port}/`)
    const targets = listTargets(runId)
    const body = JSON.stringify({
      name: 'by a page',
      experiment_id: '0',
      run_id: runId,
      version: '1',
      alias: 'page',
      key: 'a',
      value: '1',
      timestamp: 1,
      stage: 'Production',
      new_name: 'x'
    })

    await test.step('fetch, XMLHttpRequest and beacons', async () => {
      const results = await page.evaluate(callFromPage, { base: uri, targets, body })
      expect(results.length).toBeGreaterThanOrEqual(targets.length)
      expect(results.filter((result) => result.endsWith('READ'))).toEqual([])
    })
    await test.step('forms', async () => {
      const paths = targets.filter(({ method }) => method === 'POST').map((target) => target.path)
      expect(new Set(await page.evaluate(submitForms, { base: uri, paths }))).toEqual(new Set(['refused']))
    })
    await test.step('elements, channels, workers', async () => {
      const files = ['x.png', 'x.js', 'x.css'].map((name) => `${uri}/get-artifact?run_id=${runId}&path=${name}`)
      const urls = [...files, ...files.map((url) => url.replace(/.get-artifact.*=/, `${artifacts}/0/${runId}/artifacts/`)), `${uri}/`]
      expect(await page.evaluate(loadByElements, { urls })).toEqual([])
      expect(await page.evaluate(openChannels, { base: uri, scripts: files })).toEqual([])
      expect(await page.evaluate(() => 'stolen' in globalThis)).toBe(false)
      await page.evaluate(() => document.body.append(Object.assign(document.createElement('iframe'), { src: '/reporting' })))
    })
    await test.step('a service worker', async () => {
      const requests = targets.map(({ method, path: where }) => ({
        url: `${uri}${where}`,
        init: method === 'GET' ? { mode: 'no-cors' as const } : { method, body, headers: { 'Content-Type': 'application/json' } }
      }))
      const results = await page.evaluate(fetchByServiceWorker, requests)
      expect(results).toHaveLength(targets.length)
      expect(results).not.toContain('READ')
    })
    await test.step('windows and pings', async () => {
      expect(await page.evaluate(openAndPing, { base: uri, path: `/runs/${runId}` })).toBe(false)
    })
    expect(new Set(statuses)).toEqual(new Set([403]))
    expect(statuses.length).toBeGreaterThan(targets.length)
    expect(describeHome(home)).toEqual(before)
    await test.step('a link that a person follows opens the pages, and nothing but them', async () => {
      for (const [address, status] of [
        [`/runs/${runId}`, 200],
        ['/', 200],
        ['/models/churn/1', 200],
        [`/api/2.0/mlflow/runs/get?run_id=${runId}`, 403],
        [`/get-artifact?run_id=${runId}&path=x.js`, 403],
        ['/health', 403]
      ] as const) {
        await page.goto(`http://${host}:${site.port}/`)
        await page.evaluate(
          (href) => document.body.append(Object.assign(document.createElement('a'), { href, textContent: 'go' })),
          `${uri}${address}`
        )
        const [answer] = await Promise.all([
          page.waitForResponse((response) => response.url() === `${uri}${address}`),
          page.getByText('go').click()
        ])
        expect([address, answer.status()]).toEqual([address, status])
      }
    })
    await site.close()
  })
