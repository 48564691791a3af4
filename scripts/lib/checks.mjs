import path from 'node:path'
import { ensureBuilt } from '../build.mjs'
import { journeysCommand } from '../journeys.mjs'
import { run } from './child.mjs'
import { printFailure } from './failure.mjs'
import { inRoot, nodeForTools } from './paths.mjs'
import { oneFailure, tallyCheck, tallyPlaywright, tallyVitest } from './tally.mjs'

const configurations = ['tsconfig.json', 'tsconfig.e33.json', 'src/preload/tsconfig.json', 'src/renderer/tsconfig.json']
const minutes = 60_000

/** Runs a tool of node_modules with its output shown. */
const runTool = (file, args, options) => run(nodeForTools(), [inRoot('node_modules', file), ...args], { show: true, ...options })

/** Type checks: for Electron 45, for 33, and for the processes with fewer globals. One failure at most. */
export async function checkTypes() {
  const codes = []
  for (const configuration of configurations) codes.push((await runTool('typescript/bin/tsc', ['--noEmit', '-p', configuration])).code)
  return tallyCheck(codes.find((code) => code !== 0) ?? 0)
}

/** Lint and format. One failure at most. */
export async function checkStyle() {
  return tallyCheck((await runTool('@biomejs/biome/bin/biome', ['ci', '--colors=off', '--error-on-warnings', '.'])).code)
}

/** The build. One failure at most. */
export async function checkBuild(progress) {
  try {
    await ensureBuilt(progress)
    return tallyCheck(0)
  } catch (error) {
    printFailure(error)
    return oneFailure
  }
}

/** Unit and integration tests. */
export async function runUnitTests({ folder, env, isFull }) {
  const report = path.join(folder, 'unit.json')
  const args = ['run', '--passWithNoTests', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { code, isTimedOut } = await runTool('vitest/vitest.mjs', args, { env, limit: (isFull ? 90 : 15) * minutes })
  return withLimit(isTimedOut, tallyVitest(report, code))
}

/** The user journeys on the real Electron. */
export async function runJourneys({ folder, env, electron, isFull }) {
  const report = path.join(folder, 'journeys.json')
  const { command, args, env: ours } = journeysCommand(electron, ['--pass-with-no-tests', '--reporter=list,json'], env)
  const environment = { ...ours, PLAYWRIGHT_JSON_OUTPUT_NAME: report }
  const { code, isTimedOut } = await run(command, args, { env: environment, show: true, limit: (isFull ? 60 : 15) * minutes })
  return withLimit(isTimedOut, tallyPlaywright(report, code))
}

function withLimit(isTimedOut, tally) {
  if (isTimedOut) console.log('Stopped: the time limit is over')
  return tally
}
