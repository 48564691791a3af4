import { handOver } from './child.mjs'
import { SetupFailure } from './failure.mjs'
import { inRoot, nodeForTools, workingFolder } from './paths.mjs'

const otherChoices = /^--(registry|backend-store-uri|artifacts-only)(=|$)/
const wrongUsage = 2

/** Runs the registry service until it is stopped: with the flags of `greenroom serve`, and with the sample registry unless they say what else. Tells how to try the sample once its address is known. */
export async function serveInstead(flags) {
  const isSample = !flags.some((flag) => otherChoices.test(flag))
  let seen = ''
  let isTold = false
  const onStdout = (text) => {
    process.stdout.write(text)
    if (isTold || !isSample) return
    seen += text
    const [address] = /https?:\/\/[^\s"',]+(?=\s)/.exec(seen) ?? []
    if (!address) return
    isTold = true
    process.stdout.write(guide(address.replace(/\/$/, '')))
  }
  const sample = isSample ? ['--sample', '--host', '127.0.0.1', '--port', '5500'] : []
  const args = [inRoot('out', 'main', 'cli.js'), 'serve', ...sample, ...flags]
  const code = await handOver(nodeForTools(), args, { cwd: workingFolder('start'), onStdout })
  if (isSample && !isTold && code !== 0 && code !== wrongUsage && code < 128)
    throw new SetupFailure('The registry service did not start', { why: `exit code ${code}; see above` })
  return code
}

const guide = (address) => `
The registry service with the sample registry is at ${address}. Try:
  curl ${address}/health
  MLFLOW_TRACKING_URI=${address} python3 -c "import mlflow; print([model.name for model in mlflow.search_registered_models()])"
  npm run -s greenroom -- models --registry sample
What scripts log here goes into the sample registry. Your own is served by: npm run -s greenroom -- serve --port 5501
To open the window run npm start where there is a display, or: xvfb-run -a npm start
Ctrl+C ends the service.

`
