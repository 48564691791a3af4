import { fork } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Scorer, ScoringTarget } from '../../src/main/scoring/worker.ts'
import { entries, failureOf, isAlive, isPythonMissing, limits, makeFolder, openScorer, python, rowsOf } from '../support/scoring.ts'
import { until } from '../support/until.ts'

const stub = path.resolve(import.meta.dirname, '../fixtures/scoring/stub_worker')
const target = (name: string): ScoringTarget => ({ key: name, engine: 'python', folder: '/nowhere', digest: '', signature: null })

/** A worker that misbehaves in the named way: a real child process that speaks the real protocol. */
function stubScript(how: string): string {
  const folder = path.join(makeFolder(), 'stub')
  cpSync(stub, folder, { recursive: true })
  writeFileSync(path.join(folder, 'how'), how)
  return folder
}

function openStub(how: string): Scorer {
  return openScorer({ pythonScript: stubScript(how) })
}

const predict = (scorer: Scorer, name = 'a', more: object = {}) => scorer.predict(target(name), rowsOf({ x: 1 }), { ...limits, ...more })

describe.skipIf(isPythonMissing)('supervision of the Python worker (needs GREENROOM_TEST_PYTHON)', () => {
  test.each([
    ['no hello', 'exit code 3'],
    ['garbage', 'no answer'],
    ['long frame', 'no answer'],
    ['other version', 'does not speak version 1'],
    ['half frame', 'exit code 0'],
    ['other id', 'no answer'],
    ['not utf-8', 'no answer'],
    ['NaN', 'no answer']
  ])('a worker that breaks the protocol (%s) is a clear failure of the request', async (how, words) => {
    const failure = await failureOf(predict(openStub(how)))
    expect(failure.code).toBe('WORKER_FAILED')
    expect(failure.message).toContain(words)
  })

  test('what a worker said before it ended is in the details', async () => {
    expect((await failureOf(predict(openStub('no hello')))).details).toEqual({ output: 'cannot start: no licence' })
  })

  test('an answer with something else than plain cells is refused', async () => {
    expect((await failureOf(predict(openStub('wrong cells')))).code).toBe('WORKER_FAILED')
  })

  test('an answer counts although the worker ends right after it', async () => {
    const scorer = openStub('answer then exit')
    for (let time = 0; time < 3; time++) {
      expect((await predict(scorer)).rows).toEqual([[1]])
      await until(() => scorer.loaded().length === 0, 'the end is noticed')
    }
  })

  test('a second answer to one request ends the worker; the next request has a new one', async () => {
    const scorer = openStub('two answers')
    expect((await predict(scorer)).rows).toEqual([[1]])
    await until(() => scorer.loaded().length === 0, 'the worker was ended')
    expect((await predict(scorer)).rows).toEqual([[1]])
  })

  test('64 MiB on its output block nothing', async () => {
    expect((await predict(openStub('flood'))).rows).toEqual([[1]])
  })

  test('a worker that never greets ends with the request', async () => {
    expect((await failureOf(predict(openStub('silent'), 'a', { timeoutMs: 300 }))).code).toBe('TIMEOUT')
  })

  test('five crashes within ten minutes stop a model until it is unloaded', async () => {
    const scorer = openStub('crash on load')
    for (let time = 0; time < 5; time++) expect((await failureOf(predict(scorer))).message).toContain('exit code 9')
    expect((await failureOf(predict(scorer))).message).toContain('stopped')
    expect((await failureOf(predict(scorer, 'b'))).message).toContain('exit code 9')
    await scorer.unload('a')
    expect((await failureOf(predict(scorer))).message).toContain('exit code 9')
  })

  test('an input over 64 MiB is refused and the worker stays', async () => {
    const scorer = openStub('pid')
    const before = (await predict(scorer)).rows
    const text = `{"inputs": "${'x'.repeat(64 * 1024 * 1024)}"}`
    expect((await failureOf(scorer.predict(target('a'), { kind: 'json', text }, limits))).code).toBe('TOO_LARGE')
    expect((await predict(scorer)).rows).toEqual(before)
  })

  test('closing ends the worker and removes its folder', async () => {
    const workFolder = path.join(makeFolder(), 'work')
    const scorer = openScorer({ pythonScript: stubScript('pid'), workFolder })
    const pid = Number((await predict(scorer)).rows[0]?.[0])
    expect(isAlive(pid)).toBe(true)
    await scorer.close()
    await until(() => !isAlive(pid), 'the worker is gone')
    expect(readdirSync(workFolder)).toEqual([])
  })

  test.skipIf(process.platform !== 'linux')(
    'a killed application leaves no worker behind, and the next one clears its folders',
    async () => {
      const folder = makeFolder()
      const workFolder = path.join(folder, 'work')
      const answer = path.join(folder, 'pid')
      const host = path.resolve(import.meta.dirname, '../fixtures/scoring/host.ts')
      const options = { ...entries, pythonScript: path.join(entries.pythonScript), interpreter: python, workFolder, answer }
      const child = fork(host, [JSON.stringify(options)], { stdio: 'ignore', execArgv: [] })
      onTestFinished(() => void child.kill('SIGKILL'))
      await until(() => existsSync(answer) && readFileSync(answer, 'utf8') !== '', 'the worker was started', 20_000)
      const pids = readFileSync(answer, 'utf8').split(' ').map(Number)
      expect(pids.every(isAlive)).toBe(true)
      child.kill('SIGKILL')
      await until(() => !isAlive(pids[0] ?? 0), 'the worker ended with its application')
      // Its child had left the group; the next start finds it by its mark.
      const next = openScorer({ pythonScript: stubScript('pid'), workFolder })
      await predict(next)
      await until(() => pids.every((pid) => !isAlive(pid)), 'nothing is left')
      expect(readdirSync(workFolder)).toHaveLength(1)
    }
  )
})
