import { constants } from 'node:os'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
const cleanups = new Set()
const exitOnSignal = (signal) => process.exit(128 + constants.signals[signal])
let onSignal = exitOnSignal
let isInstalled = false

function install() {
  if (isInstalled) return
  isInstalled = true
  for (const signal of signals) process.on(signal, () => onSignal(signal))
  endWithNpm()
  process.on('exit', () => {
    for (const cleanup of cleanups) cleanup()
  })
}

/** Runs a synchronous clean-up when the process ends, by a signal too. Returns the function that calls it off. */
export function atExit(cleanup) {
  install()
  cleanups.add(cleanup)
  return () => cleanups.delete(cleanup)
}

/** Gives signals to a handler instead of ending the process. Returns the function that gives them back. */
export function takeSignals(handler) {
  install()
  onSignal = handler
  return () => {
    onSignal = exitOnSignal
  }
}

/** When npm is told to end, the shell between it and this process ends without passing that on: the new parent shows it. */
function endWithNpm() {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    onSignal('SIGTERM')
  }, 500)
  timer.unref()
}
