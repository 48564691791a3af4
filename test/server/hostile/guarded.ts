import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import type { ServiceOptions } from '../../../src/main/service.ts'
import { makeFilledHome } from '../../support/filled-home.ts'
import { describeHome } from '../../support/home-facts.ts'
import { type Answer, startRegistry } from '../registry-client.ts'

/** What no answer may hold: it lies in files that the service must not read. */
export const secret = 'canary-7d1f0c'
export const json = { 'Content-Type': 'application/json' }
export const api = '/api/2.0/mlflow'
export const proxy = '/api/2.0/mlflow-artifacts/artifacts'

/**
 * A service on a filled registry with canaries beside it: one above the home folder, one in it, one beside the artifacts. `expectUntouched`
 * holds the promise of every bad request: the same rows and files as before, the canaries as they were, and the next client served.
 */
export async function startGuarded(options: Partial<ServiceOptions> = {}, fill: (home: string) => void = () => undefined) {
  const home = makeFilledHome()
  const canaries = ['../canary.txt', 'canary.txt', 'registry/canary.txt'].map((file) => path.join(home, file))
  for (const file of canaries) writeFileSync(file, secret)
  fill(home)
  const service = await startRegistry({ home, ...options })
  const artifacts = path.join(home, 'registry', 'artifacts')
  let before = describeHome(home)
  return {
    ...service,
    home,
    artifacts,
    canaries,
    /** Takes what has been done until now as wanted. */
    accept: () => {
      before = describeHome(home)
    },
    expectUntouched: async () => {
      expect(describeHome(home)).toEqual(before)
      for (const file of canaries) expect(readFileSync(file, 'utf8')).toBe(secret)
      expect((await service.send('GET', '/health')).status).toBe(200)
    }
  }
}
export type Guarded = Awaited<ReturnType<typeof startGuarded>>

/** Holds an answer to what every refusal owes: one of these statuses, MLflow's error as JSON that no browser takes for a page, and nothing of the inside. */
export function expectRefusal(answer: Answer, statuses: number | readonly number[], title: string, names: RegExp = /./): void {
  const { status, body, headers } = answer
  const told = `${status} ${answer.bytes.toString().slice(0, 300)}`
  const problems = [
    ...([statuses].flat().includes(status) ? [] : [`status ${told}`]),
    ...(/^[A-Z_]+$/.test(String(body?.error_code)) && names.test(String(body?.message)) ? [] : [`message ${told}`]),
    ...(headers['content-type'] === 'application/json' && headers['x-content-type-options'] === 'nosniff' ? [] : ['headers']),
    ...findIndiscretions(answer)
  ]
  expect.soft(problems, title).toEqual([])
}

/** No answer tells of stacks, SQL, folders of this computer or canaries, or opens itself to other origins. */
export function expectDiscreet(answer: Answer, title: string): void {
  expect.soft(findIndiscretions(answer), title).toEqual([])
}

function findIndiscretions({ bytes, headers }: Answer): readonly string[] {
  const text = bytes.toString()
  const inside = /\bat .*\.(ts|js):\d|SQLITE_|near "|no such column|greenroom faults/.exec(text)
  return [
    ...(inside ? [`tells of the inside: ${text.slice(0, 300)}`] : []),
    ...(text.includes(secret) ? ['holds the canary'] : []),
    ...Object.keys(headers).filter((name) => name.startsWith('access-control'))
  ]
}
