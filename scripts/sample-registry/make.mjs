#!/usr/bin/env node
// Makes resources/sample/sample.greenroom: node scripts/sample-registry/make.mjs [--python PATH] [--out FILE] [--keep FOLDER]
// Needs Node 22.18 or newer and a Python with scripts/python-requirements.txt installed. Takes about a minute.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import { digestFolder } from '../../src/main/sources/local/digest.ts'
import { trustFolder } from '../../src/main/sources/local/places.ts'
import { exportSnapshotFile } from '../../src/main/sources/snapshot/open-snapshot.ts'
import { forkNode } from '../../src/main/spawn-node.ts'
import { openStore } from '../../src/main/store/migrate.ts'
import { locateArtifact } from '../../src/main/tracking/artifact-paths.ts'
import { writeHistory } from './history.mjs'

const here = import.meta.dirname
const root = path.resolve(here, '../..')
const { values } = parseArgs({ options: { python: { type: 'string' }, out: { type: 'string' }, keep: { type: 'string' } } })
const python = values.python ?? process.env.GREENROOM_TEST_PYTHON
if (!python) throw new Error('Name a Python with mlflow and scikit-learn: --python PATH or GREENROOM_TEST_PYTHON.')
const target = path.resolve(values.out ?? path.join(root, 'resources/sample/sample.greenroom'))

const sizeLimit = 1_000_000
const sample = {
  registryId: '5a3b1c0e-7d52-4a8f-9c64-0e1f2a3b4c5d',
  snapshotId: '0b6f6d2e-3c1a-4f0e-8d57-6a1c9e2b7f40',
  name: 'Sample registry',
  madeBy: 'ada',
  beginMs: Date.UTC(2026, 9, 8, 9)
}
const environment = {
  ...process.env,
  PATH: `${path.dirname(python)}${path.delimiter}${process.env.PATH}`,
  MLFLOW_DISABLE_TELEMETRY: 'true',
  MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
  PYTHONDONTWRITEBYTECODE: '1'
}

const folder = values.keep ? path.resolve(values.keep) : fs.mkdtempSync(path.join(os.tmpdir(), 'greenroom-sample-'))
try {
  await main()
} finally {
  if (!values.keep) fs.rmSync(folder, { recursive: true, force: true })
}

async function main() {
  const database = path.join(folder, 'mlflow.db')
  const artifacts = path.join(folder, 'artifacts')
  const plan = path.join(folder, 'plan.json')
  fs.mkdirSync(artifacts, { recursive: true })
  const server = await startServer(database, artifacts)
  try {
    runPython('train.py', [plan], { MLFLOW_TRACKING_URI: server.uri })
  } finally {
    await server.stop()
  }
  runPython('times.py', [database, artifacts, plan])
  refuseTraces(database, artifacts)
  const store = await writeStore(database, artifacts)
  const written = await exportSample(database, artifacts, store)
  if (written.size > sizeLimit) throw new Error(`${target} is ${written.size} bytes; the limit is ${sizeLimit}.`)
  console.log(`${target}: ${written.size} bytes, ${written.manifest.versionCount} versions, ${written.manifest.runCount} runs`)
}

/** The stock server, so that every row and file is as MLflow makes it. */
async function startServer(database, artifacts) {
  const port = await findFreePort()
  const args = [
    '-m',
    'mlflow',
    'server',
    '--backend-store-uri',
    `sqlite:///${database}`,
    '--artifacts-destination',
    artifacts,
    '--serve-artifacts'
  ]
  const child = spawn(python, [...args, '--host', '127.0.0.1', '--port', String(port), '--workers', '1'], {
    env: environment,
    detached: true,
    stdio: ['ignore', 'ignore', fs.openSync(path.join(folder, 'server.log'), 'w')]
  })
  const uri = `http://127.0.0.1:${port}`
  const deadline = Date.now() + 60_000
  while (!(await isHealthy(uri))) {
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`mlflow server did not start:\n${fs.readFileSync(path.join(folder, 'server.log'), 'utf8')}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  const stop = async () => {
    // The server starts workers of its own: the whole group ends.
    process.kill(-child.pid, 'SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
  }
  return { uri, stop }
}

async function isHealthy(uri) {
  try {
    return (await fetch(`${uri}/health`)).ok
  } catch {
    return false
  }
}

async function findFreePort() {
  const probe = net.createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  await once(probe, 'close')
  return port
}

function runPython(script, args, env = {}) {
  const result = spawnSync(python, [path.join(here, script), ...args], {
    env: { ...environment, ...env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024
  })
  if (result.status !== 0) throw new Error(`${script} failed:\n${result.stdout}\n${result.stderr}`)
}

/** The sample must not tell where it was made: no home folders, no checkout, no user of this computer. */
function refuseTraces(database, artifacts) {
  const words = [root, folder, os.homedir(), `"${os.userInfo().username}"`]
  const db = new Database(database, { readonly: true })
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all()
  const texts = tables.map((table) => [
    table,
    JSON.stringify(db.prepare(`SELECT * FROM "${table}"`).safeIntegers().all(), (_key, value) =>
      typeof value === 'bigint' ? String(value) : value
    )
  ])
  db.close()
  for (const entry of fs.readdirSync(artifacts, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) texts.push([entry.name, fs.readFileSync(path.join(entry.parentPath, entry.name), 'latin1')])
  for (const [name, text] of texts)
    for (const word of words) if (text.includes(word)) throw new Error(`${name} names this computer: ${word}`)
}

async function writeStore(database, artifacts) {
  const file = path.join(folder, 'store', 'greenroom.db')
  const store = openStore({ file, migrations: path.join(root, 'resources/migrations'), now: () => sample.beginMs })
  const versions = await readVersions(database, artifacts)
  writeHistory(store, { registryId: sample.registryId, beginMs: sample.beginMs, versions })
  store.close()
  return file
}

/** Creation time and digest of each version, by `name/version`: a request keeps both. */
async function readVersions(database, artifacts) {
  const db = new Database(database, { readonly: true })
  const rows = db.prepare('SELECT name, version, creation_time AS createdMs, storage_location AS address FROM model_versions').all()
  db.close()
  const signal = new AbortController().signal
  const entries = rows.map(async ({ name, version, createdMs, address }) => {
    const { digest } = await digestFolder(locateArtifact(trustFolder(artifacts), address), signal, () => {})
    return [`${name}/${version}`, { createdMs, digest }]
  })
  return new Map(await Promise.all(entries))
}

function exportSample(database, artifacts, store) {
  fs.mkdirSync(path.dirname(target), { recursive: true })
  const tools = { spawnNode: forkNode, entry: path.join(root, 'src/main/workers/snapshots.ts'), home: path.join(folder, 'home') }
  const registry = { id: sample.registryId, name: sample.name, database, artifacts }
  const { version: appVersion } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'))
  return exportSnapshotFile(
    tools,
    {
      registry,
      store,
      selection: { kind: 'registry' },
      withPredictions: false,
      snapshotId: sample.snapshotId,
      madeMs: sample.beginMs + 46 * 86_400_000,
      madeBy: sample.madeBy,
      appVersion,
      target
    },
    { signal: new AbortController().signal, progress: () => {} }
  )
}
