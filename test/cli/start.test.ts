import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { makeFolder } from '../tracking/registry-fixture.ts'

const script = path.resolve(import.meta.dirname, '../../scripts/start.mjs')
const isLinux = process.platform === 'linux'
// The first start may build.
const limit = { timeout: 600_000 }

/** npm start in a folder, with what was typed after its `--`. */
function start(args: readonly string[], folder: string, display = ''): ChildProcess {
  const { DISPLAY: _, WAYLAND_DISPLAY: __, GREENROOM_SQLITE_BINDING: ___, ...env } = process.env
  const more = { GREENROOM_HOME: path.join(folder, 'home'), npm_lifecycle_event: 'start', INIT_CWD: folder, DISPLAY: display }
  return spawn(process.execPath, [script, ...args], { env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'pipe'] })
}

async function finish(child: ChildProcess): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  let [stdout, stderr] = ['', '']
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, stdout, stderr }
}

/** What the service says once it listens; it is ended then. */
async function serve(args: readonly string[], folder: string): Promise<unknown> {
  const child = start([...args, '--port', '0', '--json'], folder)
  onTestFinished(() => void child.kill())
  const ended = new Promise((resolve) => child.on('close', resolve))
  let found: unknown
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    if (!line.startsWith('{"kind":"listening"')) continue
    found = JSON.parse(line)
    child.kill('SIGTERM')
  }
  await ended
  return found
}

test.skipIf(!isLinux)(
  'without a display the flags go to the service, and the sample is served unless they say what else',
  limit,
  async () => {
    const folder = makeFolder()
    expect(await serve([], folder)).toMatchObject({ serves: 'sample', port: expect.not.closeTo(5500) })
    const database = path.join(folder, 'mine.db')
    expect(await serve(['--backend-store-uri', 'sqlite:///mine.db'], folder)).toMatchObject({ serves: 'database', database })
    expect(await finish(start(['--help'], folder))).toMatchObject({ code: 0, stdout: expect.stringContaining('--static-prefix') })
    const mistyped = await finish(start(['--prot', '1'], folder))
    expect(mistyped).toMatchObject({ code: 2, stderr: expect.stringContaining('npm run -s greenroom -- serve --help shows its flags.') })
    expect(mistyped.stderr).not.toContain('did not start')
  }
)

test('with a window what it does not take is refused, with what to type', limit, async () => {
  for (const argument of ['--port', '--help', 'missing.greenroom']) {
    const ended = await finish(start([argument], makeFolder(), ':99'))
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining(`npm start does not know “${argument}”`) })
    expect(ended.stderr).toContain('npm run -s greenroom -- serve --help')
  }
})
