import { existsSync } from 'node:fs'
import path from 'node:path'
import { mustRun } from './child.mjs'

/** Runs npm, which must succeed, with collected output. */
export function runNpm(args, options) {
  const { command, before, shell } = npmCommand()
  return mustRun(command, [...before, ...args], { shell, ...options })
}

/**
 * How to start npm. Its JavaScript file is run directly where it can be found: Windows would need a shell for npm.cmd. It runs on the
 * Node that npm itself was started with, since the running one may lie in node_modules, which `npm ci` removes.
 */
function npmCommand() {
  const { npm_execpath: script, npm_node_execpath: node = process.execPath } = process.env
  if (script?.endsWith('npm-cli.js') && existsSync(script)) return { command: node, before: [script] }
  if (process.platform !== 'win32') return { command: 'npm', before: [] }
  const beside = path.join(path.dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js')
  return existsSync(beside) ? { command: process.execPath, before: [beside] } : { command: 'npm.cmd', before: [], shell: true }
}
