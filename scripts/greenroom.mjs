#!/usr/bin/env node
// The command line: npm run -s greenroom -- <command>. Chooses a runtime before anything native is loaded.
import { existsSync } from 'node:fs'
import { ensureBuilt } from './build.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { ensureElectron } from './electron-runtime.mjs'
import { handOver } from './lib/child.mjs'
import { runMain } from './lib/failure.mjs'
import { bundledNode, inRoot, isNodeAtLeast, workingFolder } from './lib/paths.mjs'
import { createProgress } from './lib/progress.mjs'

async function main() {
  const progress = createProgress(process.stderr)
  // An installed package is built already and has no sources.
  if (existsSync(inRoot('src'))) {
    await ensureDependencies(progress)
    await ensureBuilt(progress)
  }
  const { command, env } = await chooseRuntime(progress)
  return handOver(command, [inRoot('out', 'main', 'cli.js'), ...process.argv.slice(2)], { cwd: workingFolder('greenroom'), env })
}

/** The oldest Node that can load the shipped SQLite addon is 22.19; Electron brings a newer one, or one with an addon of its own. */
async function chooseRuntime(progress) {
  // The addon named in the environment is for one Electron only: another runtime would crash on it.
  const { ELECTRON_RUN_AS_NODE: _, GREENROOM_SQLITE_BINDING: __, ...env } = process.env
  if (isNodeAtLeast(22, 19)) return { command: process.execPath, env }
  const bundled = bundledNode()
  if (bundled) return { command: bundled, env }
  const electron = await ensureElectron({ progress })
  return { command: electron.executable, env: { ...env, ...electron.env, ELECTRON_RUN_AS_NODE: '1' } }
}

await runMain(main)
