import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync, truncateSync, readFileSync, copyFileSync, existsSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { test } from 'vitest'
import { makeHome, openApp, listFiles } from '../support/app-host.ts'
import { startService } from '../../src/main/service.ts'
import { runCommand } from '../support/command-line.ts'

const show = (title: string, value: unknown) => console.log(title, JSON.stringify(value, null, 1))
const caught = async (work: () => Promise<unknown>) => { try { return await work() } catch (error) { const e = error as any; return { name: e.name, code: e.code, message: e.message, remedy: e.remedy } } }

async function tryAll(title: string, home: string) {
  show(title + ' app', await caught(async () => { const host = await openApp(home); try { return { list: await caught(() => host.call('registries.list', {})), models: await caught(async () => host.call('models.list', {registry: await host.embedded()})), create: await caught(async () => host.call('models.create', {registry: await host.embedded(), model: 'x'})), service: await caught(() => host.call('service.start', {port: 15999})) } } finally { await host.close() } }))
  show(title + ' service', await caught(async () => { const s = await startService({ home, port: 0 }); const a = await fetch(s.uri + '/api/2.0/mlflow/registered-models/create', {method:'POST', headers:{'content-type':'application/json'}, body: '{"name":"a"}'}); const t = await a.text(); await s.close(); return { status: a.status, t } }))
  show(title + ' cli', await runCommand(home, ['models']))
}

async function made(): Promise<string> { const home = makeHome(); const h = await openApp(home); await h.close(); return home }

test('explore', { timeout: 300000 }, async () => {
  { const home = await made(); const db = new Database(path.join(home, 'greenroom.db')); db.pragma('user_version = 99'); db.close(); await tryAll('store future', home) }
  for (const rev of ['ffffffffffff', '0584bdc529eb']) { const home = await made(); const db = new Database(path.join(home, 'registry/mlflow.db')); db.exec(`UPDATE alembic_version SET version_num='${rev}'`); db.close(); await tryAll('mlflow rev ' + rev, home) }
  { const home = await made(); writeFileSync(path.join(home, 'registry/mlflow.db'), 'hello, this is text and not a database\n'.repeat(200)); await tryAll('mlflow text', home) }
  { const home = await made(); truncateSync(path.join(home, 'registry/mlflow.db'), 40000); await tryAll('mlflow truncated', home) }
  { const home = await made(); writeFileSync(path.join(home, 'registry/registry.json'), '{broken'); await tryAll('registry.json', home) }
  { const home = makeHome(); mkdirSync(path.dirname(home), {recursive:true}); writeFileSync(home, 'file'); await tryAll('home file', home) }
  { const home = await made(); execFileSync('mount', ['--bind', home, home]); execFileSync('mount', ['-o', 'remount,ro,bind', home]); try { await tryAll('read-only', home) } finally { execFileSync('umount', [home]) } }
})
