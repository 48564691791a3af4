import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import { digestFolder } from '../../src/main/scoring/onnx/files.ts'
import { createScorer, type ScorerOptions } from '../../src/main/scoring/scorer.ts'
import type { Scorer, ScoringOptions, ScoringPayload, ScoringTarget } from '../../src/main/scoring/worker.ts'
import { parseMlmodel } from '../../src/main/sources/local/mlmodel.ts'
import { readSignature } from '../../src/main/sources/local/signature.ts'
import { forkNode } from '../../src/main/spawn-node.ts'
import { Failure } from '../../src/preload/contract/reply.ts'

const root = path.resolve(import.meta.dirname, '../..')
const maker = path.join(root, 'test/fixtures/scoring/make_models.py')

/** The interpreter with MLflow and scikit-learn; '' where there is none, which tests skip on outside CI only. */
export const python = process.env['GREENROOM_TEST_PYTHON'] ?? ''
export const isPythonMissing = python === '' && !process.env['CI']
export const entries = {
  onnxEntry: path.join(root, 'src/main/workers/onnx.ts'),
  pythonScript: path.join(root, 'resources/python/greenroom_worker')
}

/** A fresh folder that is removed when the test ends. */
export function makeFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'greenroom-scoring-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The folder of the test models, made by Python once for each version of their maker and kept for the next run. */
export async function makeModels(): Promise<string> {
  const name = createHash('sha256').update(readFileSync(maker)).update(python).digest('hex').slice(0, 16)
  const folder = path.join(tmpdir(), `greenroom-test-models-${name}`)
  if (existsSync(folder)) return folder
  const draft = mkdtempSync(path.join(tmpdir(), 'greenroom-test-models-'))
  const env = { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true', MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' }
  await promisify(execFile)(python, ['-I', maker, draft], { cwd: draft, env, timeout: 120_000 })
  try {
    mkdirSync(path.dirname(folder), { recursive: true })
    renameSync(draft, folder)
  } catch {
    // Another worker of the test run was first.
    rmSync(draft, { recursive: true, force: true })
  }
  return folder
}

/** A model's folder as the scorer takes it. */
export async function targetOf(folder: string, engine: ScoringTarget['engine']): Promise<ScoringTarget> {
  const digest = await digestFolder(folder)
  const signature = readSignature(parseMlmodel(readFileSync(path.join(folder, 'MLmodel'), 'utf8')))
  return { key: `${folder} ${digest}`, engine, folder, digest, signature }
}

/** A scorer with processes of its own, closed when the test ends. */
export function openScorer(options: Partial<ScorerOptions> = {}): Scorer {
  const workFolder = path.join(makeFolder(), 'work')
  const scorer = createScorer({ spawnNode: forkNode, ...entries, interpreter: python, env: process.env, workFolder, ...options })
  onTestFinished(() => scorer.close())
  return scorer
}

export const limits: ScoringOptions = { params: {}, timeoutMs: 60_000, signal: new AbortController().signal }

/** Rows as a payload. */
export function rowsOf(...rows: readonly Readonly<Record<string, unknown>>[]): ScoringPayload {
  return { kind: 'records', rows }
}

/** The Failure that a promise ends in. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const error = await promise.then(
    (value) => new Error(`no failure, but ${JSON.stringify(value)}`),
    (reason: unknown) => reason
  )
  if (error instanceof Failure) return error
  throw error
}

/** Whether a process of this id runs (a zombie does not). */
export function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z')
  } catch {
    return false
  }
}
