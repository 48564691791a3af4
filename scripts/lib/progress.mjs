const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`

/**
 * Prints what a script is doing: one line for each long step with the seconds it took. When steps overlap, the end of a step gets a
 * line of its own.
 */
export function createProgress(stream = process.stderr) {
  const begun = performance.now()
  let open
  const closeLine = () => {
    if (open) stream.write('\n')
    open = undefined
  }
  const stamp = () => seconds(performance.now() - begun).padStart(8)
  return {
    /** Prints one line. */
    note(text) {
      closeLine()
      stream.write(`${stamp()}  ${text}\n`)
    },
    /** Runs one step under a title, and prints how long it took. */
    async step(title, work) {
      closeLine()
      const line = { title }
      const from = performance.now()
      stream.write(`${stamp()}  ${title} ...`)
      open = line
      const end = (outcome) => {
        const isSameLine = open === line
        if (!isSameLine) closeLine()
        const took = `${outcome}${seconds(performance.now() - from)}`
        stream.write(isSameLine ? ` ${took}\n` : `${stamp()}  ${title}: ${took}\n`)
        open = undefined
      }
      try {
        const value = await work()
        end('')
        return value
      } catch (error) {
        end('failed after ')
        throw error
      }
    },
    /** Ends an unfinished line before a child process prints. */
    closeLine
  }
}
