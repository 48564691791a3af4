import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startService } from '../../src/main/service.ts'
import { makeFolder } from '../tracking/registry-fixture.ts'
import { click, startPages, typed } from './page-reader.ts'
import { createRun } from './registry-client.ts'

const hostile = '<script>alert(1)</script><img src=x onerror="alert(2)">\'&amp;'

test('the first page leads to the newest runs and versions; a click on a notebook’s link reaches it', async () => {
  const { open, call, port } = await startPages()
  const empty = await open('/')
  expect([empty.status, empty.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  expect(empty.page).toContain('No run has been logged yet')
  expect(empty.page).toContain(`mlflow.set_tracking_uri(&quot;http://127.0.0.1:${port}&quot;)`)
  const run = await createRun(call)
  const doomed = await createRun(call)
  await call('POST', 'runs/delete', { run_id: doomed })
  await call('POST', 'registered-models/create', { name: 'a b?' })
  await call('POST', 'model-versions/create', { name: 'a b?', run_id: run, source: `mlflow-artifacts:/0/${run}/artifacts/m` })
  for (const headers of [click, typed]) {
    const { page, status } = await open('/', headers)
    expect(status).toBe(200)
    expect(page).toContain(`href="/runs/${run}"`)
    expect(page).not.toContain(doomed)
    expect(page).toContain('href="/models/a%20b%3F/1"')
    expect(page).toContain('<a href="/models/a%20b%3F/1" title="a b? v1"><bdi>a b?</bdi>\u00A0<span class="suffix">v1</span></a>')
  }
  expect((await open('/models/a%20b%3F/1')).status).toBe(200)
})

test('a run shows what it is, and opens in the window', async () => {
  const { open, call, home } = await startPages()
  const { experiment_id } = (await call('POST', 'experiments/create', { name: 'churn study' })).body
  const created = await call('POST', 'runs/create', { experiment_id, run_name: 'forest', user_id: 'ann', start_time: 1_700_000_000_000 })
  const run = created.body.run.info.run_id
  const batch = {
    metrics: [
      { key: 'loss', value: 0.5, timestamp: 1, step: 1 },
      { key: 'loss', value: 0.25, timestamp: 2, step: 2 },
      { key: 'odd', value: 'NaN', timestamp: 1, step: 0 },
      { key: 'high', value: 'Infinity', timestamp: 1, step: 0 }
    ],
    params: [{ key: 'C', value: '0.5' }],
    tags: [{ key: 'team', value: 'alpha' }]
  }
  expect((await call('POST', 'runs/log-batch', { run_id: run, ...batch })).status).toBe(200)
  await call('POST', 'runs/update', { run_id: run, status: 'FINISHED', end_time: 1_700_000_123_000 })
  const { page } = await open(`/runs/${run}`)
  const text = page.replace(/<style>.*<\/style>/s, '').replace(/<[^>]*>/g, '·')
  for (const part of ['forest', 'Finished', 'churn study', 'ann', '2 min 3 s', 'team', 'alpha']) expect(text).toContain(part)
  expect(text).toMatch(/loss·+0\.25·+2·/)
  expect(text).toMatch(/odd·+NaN·/)
  expect(text).toMatch(/high·+∞·/)
  expect(text).toMatch(/C·+0\.5·/)
  expect(text).not.toContain('mlflow.runName')
  const { readRegistryId } = await import('../../src/main/tracking/schema.ts')
  expect(page).toContain(`href="greenroom://${readRegistryId(join(home, 'registry', 'registry.json'))}/runs/${run}"`)
  expect(page).not.toContain('Deleted')
  await call('POST', 'runs/delete', { run_id: run })
  expect((await open(`/runs/${run}`)).page).toMatch(/<span class="badge neutral"><svg [^>]*>.*?<\/svg><span>Deleted<\/span>/)
})

test('numbers are whole, and the exact one is in the cell', async () => {
  const { open, call } = await startPages()
  const run = await createRun(call)
  const values = {
    count: 123456789,
    neg: -0.5,
    tiny: 1.23456789e-12,
    loss: 0.123456789,
    low: '-Infinity',
    many: 1.5e22,
    near: 0.99999999,
    money: 1234567.891
  }
  const metrics = Object.entries(values).map(([key, value]) => ({ key, value, timestamp: 1, step: 1_234_567 }))
  expect((await call('POST', 'runs/log-batch', { run_id: run, metrics })).status).toBe(200)
  const { page } = await open(`/runs/${run}`)
  for (const [exact, shown] of [
    ['123456789', '123,456,789'],
    ['-0.5', '−0.5'],
    ['1.23456789e-12', '1.2346e−12'],
    ['0.123456789', '0.12346'],
    ['0.99999999', '0.99999999'],
    ['1234567.891', '1,234,567.9'],
    ['-Infinity', '−∞'],
    ['1.5e+22', '1.5e22']
  ])
    expect(page).toContain(`<data value="${exact}" title="${exact}">${shown}</data>`)
  expect(page).toContain('<td class="step">1,234,567</td>')
})

test('names count as people count, values keep their lines, and nothing is called so', async () => {
  const { open, call } = await startPages()
  const run = await createRun(call)
  const params = ['p10', 'p9', 'p1'].map((key) => ({ key, value: key === 'p9' ? '' : `${key}\n  indented` }))
  await call('POST', 'runs/log-batch', { run_id: run, params, tags: [{ key: 'team', value: 'alpha' }] })
  const { page } = await open(`/runs/${run}`)
  expect([...page.matchAll(/<td class="name"><bdi>(p\d+)/g)].map(([, key]) => key)).toEqual(['p1', 'p9', 'p10'])
  expect(page).toContain('<h2>Params <small>3</small></h2>')
  expect(page).toContain('<td class="value"><bdi>p10\n  indented</bdi></td>')
  expect(page).toContain('<td class="value"><span class="dim">empty</span></td>')
  expect(page.indexOf('<h2>Tags')).toBeLessThan(page.indexOf('<h2>Metrics'))
})

test('the newest are sorted by the start that they show', async () => {
  const { open, call } = await startPages()
  const make = async (start_time: number) =>
    (await call('POST', 'runs/create', { experiment_id: '0', start_time })).body.run.info.run_id as string
  const [late, early, middle] = [await make(3_000_000), await make(1_000_000), await make(2_000_000)]
  for (let more = 0; more < 22; more += 1) await make(500_000)
  const list = async () => [...(await open('/')).page.matchAll(/href="\/runs\/(\w+)"/g)].map(([, run]) => run)
  expect((await list()).slice(0, 3)).toEqual([late, middle, early])
  expect((await open('/')).page).toContain('The newest 25.')
  // What was logged last is shown, however long ago it began.
  const old = await make(1000)
  expect((await list()).at(-1)).toBe(old)
  expect(await list()).not.toContain(late)
})

test('a version shows its stage, aliases, words and the run that it came from', async () => {
  const { open, call } = await startPages()
  const run = await createRun(call)
  await call('POST', 'runs/log-batch', {
    run_id: run,
    params: [{ key: 'depth', value: '7' }],
    metrics: [{ key: 'f1', value: 0.9, timestamp: 1, step: 0 }]
  })
  await call('POST', 'registered-models/create', { name: 'churn' })
  const version = { name: 'churn', version: '1' }
  const source = `mlflow-artifacts:/0/${run}/artifacts/model`
  const made = await call('POST', 'model-versions/create', {
    name: 'churn',
    source,
    run_id: run,
    description: 'first\ntry',
    tags: [{ key: 'ok', value: 'yes' }]
  })
  expect(made.status).toBe(200)
  await call('POST', 'model-versions/transition-stage', { ...version, stage: 'Production', archive_existing_versions: false })
  await call('POST', 'registered-models/alias', { ...version, alias: 'champion' })
  const { page } = await open('/models/churn/1')
  const text = page.replace(/<[^>]*>/g, '·')
  for (const part of ['churn v1', 'Production', '@champion', 'first\ntry', source]) expect(text).toContain(part)
  for (const pair of [/ok·+yes/, /depth·+7/, /f1·+0\.9/]) expect(text).toMatch(pair)
  expect(page).toContain(`href="/runs/${run}"`)
  expect(page).toMatch(/href="greenroom:\/\/[0-9a-f-]{36}\/models\/churn\/1"/)
})

test('foreign text stays text, nothing can run, and the style is the one that the policy names', async () => {
  const { open, call } = await startPages()
  const created = await call('POST', 'runs/create', { experiment_id: '0', run_name: hostile, user_id: hostile, start_time: 1 })
  const run = created.body.run.info.run_id
  await call('POST', 'runs/log-batch', { run_id: run, params: [{ key: 'p', value: hostile }], tags: [{ key: 't', value: hostile }] })
  await call('POST', 'registered-models/create', { name: hostile.replaceAll('/', '') })
  await call('POST', 'model-versions/create', {
    name: hostile.replaceAll('/', ''),
    run_id: run,
    source: `mlflow-artifacts:/0/${run}/artifacts/m`,
    description: hostile
  })
  const model = encodeURIComponent(hostile.replaceAll('/', ''))
  for (const path of [
    '/',
    `/runs/${run}`,
    `/models/${model}/1`,
    `/runs/${encodeURIComponent(hostile)}`,
    `/${encodeURIComponent(hostile)}`
  ]) {
    const { page, headers, status } = await open(path, typed)
    expect([path, status]).toEqual([path, path === '/' || path.includes(run) || path.startsWith('/models/') ? 200 : 404])
    expect([path, page.match(/<(script|img|iframe|link|form|meta http)/gi)]).toEqual([path, null])
    expect(page).not.toMatch(/\son\w+=["']?alert\(\d\)["'](?=[^<]*>)/)
    const style = /<style>(.*)<\/style>/s.exec(page)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
    )
    expect([headers['x-content-type-options'], headers['x-frame-options']]).toEqual(['nosniff', 'DENY'])
  }
})

test('thousands of params are bounded, with a note', async () => {
  const { open, call } = await startPages()
  const run = await createRun(call)
  for (let part = 0; part < 12; part += 1)
    await call('POST', 'runs/log-batch', {
      run_id: run,
      params: Array.from({ length: 100 }, (_, at) => ({ key: `p${part}-${at}`, value: 'x'.repeat(5000) }))
    })
  const { page } = await open(`/runs/${run}`)
  expect(page).toMatch(/The first 500 of 1,200\. All of them: <a href="greenroom:\/\/[0-9a-f-]{36}\/runs\/\w+">Open in Greenroom<\/a>/)
  expect(page.length).toBeLessThan(1_200_000)
})

test('an address whose end was taken off leads to the lists, and a slash at the end changes nothing', async () => {
  for (const prefix of ['', '/pre/fix']) {
    const { open, call } = await startPages(prefix)
    const run = await createRun(call)
    for (const path of ['/runs', '/runs/', '/models', '/models/']) {
      const { status, headers, page } = await open(`${prefix}${path}`)
      expect([path, status, headers['location'], page]).toEqual([path, 302, `${prefix}/`, ''])
    }
    const answers = [await open(`${prefix}/runs/${run}`), await open(`${prefix}/runs/${run}/`)]
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(answers[1]?.page).toBe(answers[0]?.page)
  }
})

test('with a prefix every link and the tracking URI carry it, and the URI itself is a page', async () => {
  const { open, call, port } = await startPages('/pre/fix')
  const run = await createRun(call)
  for (const path of ['/pre/fix', '/pre/fix/', `/pre/fix/runs/${run}`, '/pre/fix/runs/nothing']) {
    const { page } = await open(path)
    const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, link]) => link ?? '')
    expect(links.filter((link) => !link.startsWith('/pre/fix/') && !link.startsWith('greenroom://'))).toEqual([])
    expect(page).toContain(`>http://127.0.0.1:${port}/pre/fix</code>`)
  }
  expect((await open('/pre/fix')).page).toContain(`href="/pre/fix/runs/${run}"`)
  expect((await open('/', typed)).status).toBe(404)
})

test('a registry without an identity has no links into the window', async () => {
  const service = await startService({ database: join(makeFolder(), 'mlflow.db'), port: 0 })
  onTestFinished(() => service.close())
  const create = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"experiment_id":"0"}' }
  const { run } = (await (await fetch(`${service.uri}/api/2.0/mlflow/runs/create`, create)).json()) as { run: { info: { run_id: string } } }
  const page = await (await fetch(`${service.uri}/runs/${run.info.run_id}`)).text()
  expect(page).toContain(run.info.run_id)
  expect(page).not.toContain('greenroom://')
})
