import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startService } from '../../src/main/service.ts'
import { formatMinute, formatZonedMoment } from '../../src/preload/contract/time-text.ts'
import { makeFolder } from '../tracking/registry-fixture.ts'
import { click, startPages, typed } from './page-reader.ts'

test('a run under way says how long so far, one that was given no start nothing', async () => {
  const { open, call } = await startPages()
  const going = (await call('POST', 'runs/create', { experiment_id: '0', start_time: Date.now() - 3_605_000 })).body.run.info.run_id
  expect((await open(`/runs/${going}`)).page).toMatch(/<dt>Duration<\/dt><dd>1 h so far<\/dd>/)
  await call('POST', 'runs/update', { run_id: going, status: 'FAILED' })
  expect((await open(`/runs/${going}`)).page).not.toContain('so far')
})

test('moments are written as in the window; the whole one tells its zone', async () => {
  const { open, call } = await startPages()
  const started = Date.UTC(2026, 9, 12, 14, 2, 31)
  const run = (await call('POST', 'runs/create', { experiment_id: '0', start_time: started })).body.run.info.run_id
  const whole = formatZonedMoment(started)
  expect(formatMinute(started)).toMatch(/^1[123] Oct 2026, \d\d:\d\d$/)
  expect(whole).toMatch(/^1[123] Oct 2026, \d\d:\d\d:31 \S+$/)
  const time = (text: string) => `<time datetime="2026-10-12T14:02:31.000Z" title="${whole}">${text}</time>`
  expect((await open('/')).page).toContain(time(formatMinute(started)))
  expect((await open(`/runs/${run}`)).page).toContain(time(whole))
})

test('every page says which registry is served: our own by its name, others by their file and never by their folder', async () => {
  const named = await startPages()
  for (const [path, title] of [
    ['/', 'Tracking service'],
    ['/runs/nothing', 'Run nothing not found']
  ] as const) {
    const { page } = await named.open(path)
    expect(page).toContain('<bdi>My registry</bdi>')
    expect(page).toContain(`<title>${title} — My registry — Greenroom</title>`)
  }
  const folder = makeFolder()
  for (const [registryName, shown] of [
    [undefined, 'team &amp; co.db'],
    ['Sample <registry>', 'Sample &lt;registry&gt;']
  ] as const) {
    const service = await startService({ database: join(folder, 'team & co.db'), registryName, port: 0 })
    onTestFinished(() => service.close())
    const page = await (await fetch(service.uri)).text()
    expect(page).toContain(`<title>Tracking service — ${shown} — Greenroom</title>`)
    expect(page).toContain(`<bdi>${shown}</bdi>`)
    expect(page).not.toContain(folder)
  }
  const artifacts = await startService({ isArtifactsOnly: true, artifactsDestination: folder, port: 0 })
  onTestFinished(() => artifacts.close())
  expect(await (await fetch(artifacts.uri)).text()).toContain('<title>Tracking service — Greenroom</title>')
})

test('what is not there is said on a page to people and in JSON to programs', async () => {
  const { open } = await startPages()
  for (const [path, status, title, reason] of [
    ['/runs/nothing', 404, 'Run nothing not found', 'This run is not in this registry.'],
    [`/runs/${'0'.repeat(32)}/`, 404, 'Run 00000000 not found', 'This run is not in this registry.'],
    ['/models/churn/1', 404, 'churn v1 not found', 'This model version is not in this registry.'],
    ['/models/churn/abc', 400, 'Not a version of churn', 'the number of a version'],
    ['/nothing/at/all', 404, 'Page not found', 'There is nothing at this address.'],
    ['/api/2.0/mlflow/runs/create', 405, 'Nothing to see here', 'for MLflow clients'],
    ['/runs/%ff', 400, 'This address cannot be read', 'cut off or changed']
  ] as const) {
    const { headers, page, ...answer } = await open(path, typed)
    expect([path, answer.status, headers['content-type']]).toEqual([path, status, 'text/html; charset=utf-8'])
    expect(page).toContain('<a href="/">Newest runs and models</a>')
    expect(page).toContain(`<title>${title} — My registry — Greenroom</title>`)
    expect(page).toContain(reason)
    expect(page).toContain(`<p class="note">Address: <bdi>${path}</bdi></p>`)
    expect(page).not.toMatch(/endpoint|RESOURCE|id=/)
  }
  const answer = await open('/nothing/at/all', { Accept: '*/*' })
  expect([answer.status, answer.body.error_code]).toEqual([404, 'ENDPOINT_NOT_FOUND'])
  expect((await open('/nothing/at/all', click)).status).toBe(403)
})
