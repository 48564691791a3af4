/** A failure that a person can act on: what failed, why, and what to do. */
export class SetupFailure extends Error {
  constructor(what, { why, todo } = {}) {
    super(what)
    this.why = why
    this.todo = todo
  }
}

/** Prints a failure to stderr as its three parts; anything unforeseen with its stack. */
export function printFailure(error) {
  if (!(error instanceof SetupFailure)) return console.error(error)
  const lines = [`\nGreenroom: ${error.message}`]
  if (error.why) lines.push(`Why:        ${indent(error.why)}`)
  if (error.todo) lines.push(`What to do: ${indent(error.todo)}`)
  console.error(lines.join('\n'))
}

/** Runs a script's main function; its number becomes the exit code, a failure is printed and becomes 1. */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0
  } catch (error) {
    printFailure(error)
    process.exitCode = 1
  }
}

const indent = (text) => text.trim().split('\n').join('\n            ')
