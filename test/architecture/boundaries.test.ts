import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { type Import, listSourceFiles, readImports, sourceFolder } from './imports.ts'
import { type Rule, rules } from './rules.ts'

const files = listSourceFiles()
const code = files.filter((file) => !file.endsWith('.d.ts'))

function ruleFor(file: string): Rule | undefined {
  return rules.filter((rule) => file.startsWith(rule.folder)).sort((a, b) => b.folder.length - a.folder.length)[0]
}

function isAllowed(entry: Import, rule: Rule): boolean {
  if (!entry.isOwn)
    return rule.packages.some((name) =>
      name.startsWith('type:') ? entry.isTypeOnly && matchesPackage(entry.target, name.slice(5)) : matchesPackage(entry.target, name)
    )
  return rule.own.some((allowed) => {
    if (allowed === 'SAME_FEATURE' || allowed === 'SAME_NOUN') return entry.target.startsWith(`${nounFolder(entry.file)}/`)
    if (allowed === 'OTHER_RULES') return /^main\/core\/[\w-]+\/rules\.ts$/.test(entry.target)
    if (allowed.startsWith('type:')) return entry.isTypeOnly && entry.target.startsWith(allowed.slice(5))
    return entry.target.startsWith(allowed)
  })
}

/** `main/core/models/models.ts` → `main/core/models`; `renderer/features/runs/x.tsx` → `renderer/features/runs`. */
function nounFolder(file: string): string {
  return file.split('/').slice(0, 3).join('/')
}

function matchesPackage(target: string, name: string): boolean {
  if (name.endsWith('*')) return target.startsWith(name.slice(0, -1))
  return target === name || target.startsWith(`${name}/`)
}

test('every file has a row in the import table', () => {
  expect(code.filter((file) => !ruleFor(file))).toEqual([])
})

test('every import is allowed by its row', () => {
  const broken = code.flatMap((file) => {
    const rule = ruleFor(file)
    if (!rule) return []
    return readImports(file)
      .filter((entry) => !entry.target.endsWith('.css') && !isAllowed(entry, rule))
      .map(
        (entry) =>
          `${file} imports ${entry.target}${entry.isTypeOnly ? ' (type)' : ''}; ${rule.folder} may import ${[...rule.own, ...rule.packages].join(', ')}`
      )
  })
  expect(broken).toEqual([])
})

test('the window carries no zod: its policy forbids the code that zod makes, and nothing there is parsed', () => {
  const withZod = new Set(code.filter((file) => readImports(file).some(({ target, isTypeOnly }) => target === 'zod' && !isTypeOnly)))
  const carried = code
    .filter((file) => file.startsWith('renderer/'))
    .flatMap((file) => readImports(file).filter((entry) => !entry.isTypeOnly && withZod.has(entry.target)))
  expect(carried.map(({ file, target }) => `${file} imports ${target}`)).toEqual([])
})

test('the preload stays small: 40 lines at most', () => {
  expect(readFileSync(path.join(sourceFolder, 'preload/index.ts'), 'utf8').split('\n').length).toBeLessThanOrEqual(41)
})

test('no default exports, no barrels', () => {
  const offenders = code.filter((file) => {
    const text = readFileSync(path.join(sourceFolder, file), 'utf8')
    return /^export default /m.test(text) || (path.basename(file) === 'index.ts' && /^export \* from/m.test(text))
  })
  expect(offenders).toEqual([])
})

test('nobody forks or runs a shell but the two who may', () => {
  const mayStartProcesses = new Set([
    'main/spawn-node.ts',
    'main/electron/spawn-utility.ts',
    'main/scoring/python.ts',
    'main/scoring/python-process.ts'
  ])
  const offenders = code.filter((file) => {
    if (mayStartProcesses.has(file)) return false
    return readImports(file).some((entry) => entry.target === 'node:child_process' || entry.target === 'node:cluster')
  })
  expect(offenders).toEqual([])
  expect(
    code.filter((file) => /shell:\s*true|\bexecSync\(|\bexec\(\s*`/.test(readFileSync(path.join(sourceFolder, file), 'utf8')))
  ).toEqual([])
})

test('only the electron folder, the preload and the entry import electron', () => {
  const offenders = code
    .filter((file) => readImports(file).some((entry) => entry.target === 'electron'))
    .filter((file) => !file.startsWith('main/electron/') && file !== 'main/index.ts' && file !== 'preload/index.ts')
  expect(offenders).toEqual([])
})
