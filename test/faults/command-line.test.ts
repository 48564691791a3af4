import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { runCommand } from '../support/command-line.ts'
import { makeFilledHome, runId } from '../support/filled-home.ts'
import { describeHome } from '../support/home-facts.ts'

/** A command that somebody got wrong: its words, the exit code, and what standard error must name. */
type Row = readonly [args: readonly string[], exit: 1 | 2, names: RegExp]

/** Types each command twice, for people and with --json, and holds it to the promise: the exit code, the message on standard error alone, and nothing changed. */
async function expectRefusals(makeRows: (home: string, file: (name: string, content: string) => string) => readonly Row[]): Promise<void> {
  const home = makeFilledHome()
  const file = (name: string, content: string): string => {
    const target = path.join(path.dirname(home), name)
    writeFileSync(target, content)
    return target
  }
  const rows = makeRows(home, file)
  // The user of this computer is remembered at the first command.
  expect(await runCommand(home, ['models'])).toMatchObject({ code: 0 })
  const before = describeHome(home)
  for (const [args, exit, names] of rows) {
    const [text, json] = await Promise.all([runCommand(home, args), runCommand(home, [...args, '--json'])])
    const command = args.join(' ').slice(0, 100)
    expect.soft(text, command).toMatchObject({ code: exit, stdout: '', stderr: expect.stringMatching(names) })
    expect.soft(text.stderr, command).not.toMatch(/\bat .*\.(ts|js):|SQLITE_|E[A-Z]{4,}:|NaN|undefined/)
    expect.soft(json, command).toMatchObject({ code: exit, stdout: '' })
    expect.soft(JSON.parse(json.stderr), command).toMatchObject({
      code: expect.stringMatching(/^[A-Z_]+$/),
      message: expect.stringMatching(names),
      remedy: expect.stringMatching(/\w/)
    })
  }
  expect(describeHome(home)).toEqual(before)
}

test('unknown things and forbidden moves end with 1', { timeout: 120_000 }, () =>
  expectRefusals((home, file) => [
    [['show', 'ghost', '1'], 1, /“ghost”/],
    [['show', 'pricing', 'Production'], 1, /“pricing” is in Production/],
    [['compare', 'churn', '1', '99'], 1, /“churn” has no version 99/],
    [['models', "name = 'x"], 1, /position 1/],
    [['models', '--registry', 'sample'], 1, /sample registry/],
    [['models', '--registry', path.dirname(home)], 1, /is not a file/],
    [['models', '--registry', file('notes.greenroom', 'no snapshot at all, but long enough')], 1, /end of the archive/],
    [['promote', 'churn', '3', 'Production'], 1, /churn v3.*Staging/],
    [['register', `runs:/${runId}/../../x`, 'new'], 1, /\.\./],
    [['approvals', 'approve', 'r-17'], 1, /r-17/],
    [['snapshot', 'verify', path.join(home, 'missing.greenroom')], 1, /“missing\.greenroom”/],
    [['snapshot', 'export', path.dirname(home)], 1, /is a folder/]
  ])
)

test('an input that cannot be read or does not fit ends with 1 and names file, field and types', { timeout: 120_000 }, () =>
  expectRefusals((home, file) => {
    const predict = (input: string, ...more: string[]) => ['predict', 'pricing/1', '--input', input, ...more]
    return [
      [predict(path.join(home, 'missing.json')), 1, /missing\.json” is not there/],
      [predict(path.dirname(home)), 1, /is a folder/],
      [predict(file('broken.json', '{oops')), 1, /not JSON.*line 1/],
      [predict(file('huge.json', ' '.repeat(16_000_001))), 1, /huge\.json.*16000000/],
      [predict(file('type.json', '[{"tenure": "long", "plan": "a"}]')), 1, /“tenure”, row 1: double is expected, string “long”/],
      [predict(file('lacks.csv', 'tenure\n1\n')), 1, /lacks “plan” \(string\)/]
    ]
  })
)

test('wrong usage ends with 2 and names the argument', { timeout: 120_000 }, () =>
  expectRefusals((_home, file) => [
    [['modles'], 2, /modles/],
    [['show', 'churn'], 2, /version/],
    [['models', '--limit', 'ten'], 2, /--limit.*'ten'.*not a number/],
    [['predict', 'pricing/1', '--input', file('a.json', '[]'), '--timeout', 'soon'], 2, /--timeout.*'soon'.*not a number/],
    [['predict', 'pricing/1'], 2, /--input/],
    [['promote', 'churn', '3', 'Live'], 2, /“Live” is not a stage/],
    [['register', `runs:/${runId}/model`, 'new', '--tag', 'nokey'], 2, /“nokey” is not KEY=VALUE/],
    [['approvals', 'reject', 'r-17'], 2, /--reason/],
    [['models', '--as', 'Bo\u200b'], 2, /--as.*visible/],
    [['serve', '--port', 'abc'], 2, /--port.*'abc'.*not a number/],
    [['serve', '--port', '99999'], 2, /99999/],
    [['serve', '--static-prefix', 'no slash'], 2, /no slash/],
    [['serve', '--sample', '--backend-store-uri', 'sqlite:///b.db'], 2, /--sample or --backend-store-uri, not both/],
    [['serve', '--artifacts-destination', 'elsewhere'], 2, /keeps its artifacts in .*registry/]
  ])
)

test('a service that cannot start ends with 1 and makes nothing', { timeout: 120_000 }, () =>
  expectRefusals((home, file) => [
    [['serve', '--host', '0.0.0.0'], 1, /0\.0\.0\.0/],
    [['serve', '--backend-store-uri', 'postgres://x'], 1, /postgres:\/\/x/],
    [['serve', '--backend-store-uri', `sqlite:///${file('notes.db', 'no database at all, but text')}`], 1, /notes\.db/],
    [['serve', '--backend-store-uri', `sqlite:///${file('folder', '')}/x.db`], 1, /folder/],
    [['serve', '--backend-store-uri', `sqlite:///${path.join(path.dirname(home), 'nope', 'x.db')}`], 1, /there is no folder/]
  ])
)
