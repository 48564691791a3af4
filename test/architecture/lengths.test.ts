import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { listSourceFiles, sourceFolder } from './imports.ts'

interface TopLevelFunction {
  readonly name: string
  readonly lines: number
}

const fileLimit = 300
const componentLimit = 150
/** Of what is no component in a file of components, mostly lists of columns; biome.jsonc limits functions elsewhere. */
const helperLimit = 50

const files = listSourceFiles().filter((file) => !file.endsWith('.d.ts'))
const readLines = (file: string): readonly string[] => readFileSync(path.resolve(sourceFolder, file), 'utf8').trimEnd().split('\n')

/** Functions at the left margin, where the formatter puts them: from their first line to the closing brace below it. */
function measureFunctions(lines: readonly string[]): readonly TopLevelFunction[] {
  return lines.flatMap((line, first) => {
    const name = /^(?:export )?(?:async )?(?:function\*? |const )(\w+)/.exec(line)?.[1]
    if (name === undefined || !/[({[]$/.test(line)) return []
    // `})` and `}: Props) {` end parameters or an argument that the function goes on after.
    const end = lines.findIndex((other, index) => index > first && /^[})\]]/.test(other) && !/[({[]$/.test(other))
    return [{ name, lines: end - first + 1 }]
  })
}

const isComponent = (name: string): boolean => /^[A-Z]/.test(name)

test('no file is over 300 lines, tests included', () => {
  const testFolder = path.resolve(import.meta.dirname, '..')
  const tests = globSync('**/*.{ts,tsx}', { cwd: testFolder }).map((file) => path.join(testFolder, file))
  expect([...files, ...tests].filter((file) => readLines(file).length > fileLimit)).toEqual([])
})

test('no component is over 150 lines, no other function beside components over 50', () => {
  const long = files
    .filter((file) => file.endsWith('.tsx'))
    .flatMap((file) => measureFunctions(readLines(file)).map((one) => ({ file, ...one })))
    .filter(({ name, lines }) => lines > (isComponent(name) ? componentLimit : helperLimit))
  expect(long).toEqual([])
})

test('every component of the window is measured', () => {
  const counted = files
    .filter((file) => file.endsWith('.tsx'))
    .flatMap((file) => measureFunctions(readLines(file)).filter(({ name, lines }) => isComponent(name) && lines > 1))
  const written = files
    .filter((file) => file.endsWith('.tsx'))
    .flatMap((file) => readLines(file).filter((line) => /^(?:export )?(?:async )?function [A-Z]/.test(line)))
  expect(counted.length).toBeGreaterThanOrEqual(written.length)
})
