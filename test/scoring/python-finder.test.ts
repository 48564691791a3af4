import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { createPythonFinder, listCandidates } from '../../src/main/scoring/python.ts'
import { entries, failureOf, isPythonMissing, limits, makeFolder, openScorer, python, targetOf } from '../support/scoring.ts'

/** A folder with an executable of this name; a script stands in for an interpreter. */
function makeExecutable(name: string, text: string): string {
  const file = path.join(makeFolder(), name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
  chmodSync(file, 0o755)
  return file
}
const bare = () =>
  makeExecutable('bin/python3', '#!/bin/sh\necho \'{"python": "3.12.1", "executable": "/opt/bare/python3", "mlflow": null}\'\n')
const finderOf = (env: Record<string, string>, interpreter: string | null = null) =>
  createPythonFinder({ env, script: entries.pythonScript, interpreter })
const target = { key: 'a', engine: 'python', folder: '/nowhere', digest: '', signature: null } as const

describe.skipIf(process.platform === 'win32')('finding a Python', () => {
  test('candidates are the virtual environment, conda’s, then PATH in its order, only what can be run', async () => {
    const [virtual, conda, first, second] = [makeFolder(), makeFolder(), makeFolder(), makeFolder()]
    for (const file of [`${virtual}/bin/python`, `${conda}/bin/python`, `${first}/python`, `${second}/python3`]) {
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, '')
      chmodSync(file, 0o755)
    }
    writeFileSync(path.join(first, 'python3'), 'not executable')
    const env = { VIRTUAL_ENV: virtual, CONDA_PREFIX: conda, PATH: ['relative', first, second].join(path.delimiter) }
    expect(await listCandidates(env)).toEqual([`${virtual}/bin/python`, `${conda}/bin/python`, `${second}/python3`, `${first}/python`])
  })

  test('without any Python the failure says so and what to do', async () => {
    expect(await finderOf({ PATH: '/nowhere' }).find()).toBeNull()
    const scorer = openScorer({ interpreter: null, env: { PATH: '/nowhere' } })
    expect(await failureOf(scorer.load(target, limits))).toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('No Python'),
      remedy: expect.stringContaining('pip install mlflow')
    })
  })

  test('a Python without mlflow is named with the command; one that does not run is not preferred to it', async () => {
    const file = bare()
    const broken = makeExecutable('bin/python3', '#!/bin/sh\necho "broken pipe wrench" >&2\nexit 1\n')
    const found = await finderOf({ PATH: [path.dirname(broken), path.dirname(file)].join(path.delimiter) }).find()
    expect(found).toEqual({
      path: '/opt/bare/python3',
      version: '3.12.1',
      mlflowVersion: null,
      problem: 'mlflow is missing in /opt/bare/python3. Install it with: "/opt/bare/python3" -m pip install mlflow'
    })
  })

  test('what is no Python is told with its own words', async () => {
    const file = makeExecutable('bin/tool', '#!/bin/sh\necho "unknown option -I" >&2\nexit 2\n')
    expect(await finderOf({}, file).find()).toMatchObject({ version: null, problem: expect.stringContaining('unknown option -I') })
    expect(await finderOf({}, '/nowhere/python').find()).toMatchObject({
      version: null,
      problem: expect.stringContaining('/nowhere/python')
    })
  })

  test.skipIf(isPythonMissing)('one with mlflow is taken before one without; the one the user names before all', async () => {
    const file = bare()
    const finder = finderOf({ PATH: [path.dirname(file), path.dirname(python)].join(path.delimiter) })
    expect(await finder.find()).toMatchObject({ path: path.join(path.dirname(python), 'python3'), mlflowVersion: '3.17.2', problem: null })
    finder.choose(file)
    expect(await finder.find()).toMatchObject({ path: '/opt/bare/python3' })
    finder.choose(null)
    expect(await finder.find()).toMatchObject({ mlflowVersion: '3.17.2' })
  })

  test.skipIf(isPythonMissing)('choosing another interpreter ends the worker of the first', async () => {
    const scorer = openScorer()
    const file = bare()
    expect(await scorer.python()).toMatchObject({ path: python, problem: null })
    expect(await scorer.usePython(file)).toMatchObject({ path: '/opt/bare/python3', problem: expect.stringContaining('mlflow is missing') })
    expect(await failureOf(scorer.load(target, limits))).toMatchObject({ message: expect.stringContaining('/opt/bare/python3') })
    expect(scorer.loaded()).toEqual([])
  })

  test.skipIf(isPythonMissing)('an interpreter that lacks mlflow says which mlflow the model wants', async () => {
    const folder = makeFolder()
    execFileSync(python, ['-m', 'venv', '--without-pip', folder])
    const model = path.join(makeFolder(), 'model')
    mkdirSync(model)
    writeFileSync(path.join(model, 'MLmodel'), 'flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n')
    writeFileSync(path.join(model, 'requirements.txt'), 'mlflow==3.17.2\nscikit-learn==1.9.1\n')
    const interpreter = path.join(folder, 'bin/python')
    const failure = await failureOf(openScorer({ interpreter }).load(await targetOf(model, 'python'), limits))
    expect(failure).toMatchObject({
      code: 'UNSUPPORTED',
      message: `The Python package “mlflow” is missing in ${interpreter}.`,
      remedy: `Install it with: "${interpreter}" -m pip install "mlflow==3.17.2"`
    })
  })
})
