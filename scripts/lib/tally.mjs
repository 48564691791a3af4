import { readText } from './stamp.mjs'

const nothing = { passed: 0, failed: 0, skipped: 0 }

/** One failure and nothing else, for a step that is not a test runner. */
export const oneFailure = { ...nothing, failed: 1 }

/** The outcome of a check that either passes or fails as a whole: it counts only when it fails. */
export const tallyCheck = (code) => (code === 0 ? nothing : oneFailure)

/** Adds tallies up. */
export function addTallies(tallies) {
  const sum = (key) => tallies.reduce((total, tally) => total + tally[key], 0)
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }
}

/** Reads Vitest's JSON report. A file that could not even be loaded has no tests, and counts as one failure. */
export function tallyVitest(reportFile, code) {
  const report = parse(reportFile)
  if (!report) return tallyCrash(code)
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')
  )
  return withCrash(code, {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests
  })
}

/** Reads Playwright's JSON report. A flaky test counts as failed, and so does an error outside of tests. */
export function tallyPlaywright(reportFile, code) {
  const report = parse(reportFile)
  if (!report) return tallyCrash(code)
  const { expected, unexpected, flaky, skipped } = report.stats
  const errors = report.errors.length
  return withCrash(code, { passed: expected, failed: unexpected + flaky + errors, skipped })
}

/** A runner that ends with an error yet reports no failure has failed by itself (an unhandled error, a kill). */
const withCrash = (code, tally) => (code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally)

/** A runner without a report: nothing to run when it is content, else a crash. */
const tallyCrash = tallyCheck

function parse(file) {
  try {
    return JSON.parse(readText(file))
  } catch {
    return undefined
  }
}
