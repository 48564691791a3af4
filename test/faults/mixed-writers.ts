import { Agent, request } from 'node:http'
import type { Random } from '../support/random.ts'
import type { ServiceProcess } from '../support/service-process.ts'
import { type Act, acknowledge, chooseAct, describeAct, type Message, type Owner } from './mixed-acts.ts'

/** When a round ends: at an answer, at a request, or when a file is half sent. */
export type Trigger = 'answered' | 'sent' | 'half a file'

export interface Round {
  readonly service: ServiceProcess
  readonly runId: string
  readonly owners: readonly Owner[]
  readonly random: Random
  readonly trigger: Trigger
  /** How many of its triggers a round waits for before the kill. */
  readonly patience: number
  nextSerial(): number
}

/** Answers given after half a file was sent and before the kill: time for the service to have taken that half. */
const answersAfterHalf = 12

/** Lets every owner write until the service is killed in the middle of it. Gives all that was asked for, acknowledged or not. */
export async function writeUntilKilled(round: Round): Promise<readonly Act[]> {
  const { service, runId, owners, random, trigger, patience } = round
  const agent = new Agent({ keepAlive: true, maxSockets: owners.length })
  const acts: Act[] = []
  const counts = { answered: 0, sent: 0 }
  let halfSentAt: number | null = null
  let killed: Promise<void> | null = null
  const look = () => {
    if (trigger === 'half a file' ? halfSentAt !== null && counts.answered >= halfSentAt + answersAfterHalf : counts[trigger] >= patience)
      killed ??= service.kill()
  }
  const holdBack = (message: Message) => {
    const isHeld =
      trigger === 'half a file' && halfSentAt === null && message.method === 'PUT' && message.body.length > 1 && counts.answered >= patience
    if (isHeld) halfSentAt = counts.answered
    return isHeld
  }
  const work = async (owner: Owner) => {
    while (!killed) {
      const act = chooseAct(owner, round.nextSerial(), random)
      acts.push(act)
      const message = describeAct(act, runId)
      const answering = send(agent, service.port, message, holdBack(message))
      counts.sent += 1
      look()
      const answer = await answering
      if (answer === null) continue
      if (answer.status !== 200) throw new Error(`${message.method} ${message.path}: ${answer.status} ${answer.text}`)
      acknowledge(act, owner, answer.text === '' ? null : JSON.parse(answer.text))
      counts.answered += 1
      look()
    }
  }
  await Promise.all(owners.map(work))
  await killed
  agent.destroy()
  return acts
}

interface Answer {
  readonly status: number
  readonly text: string
}

/** Sends a request, or only its first half and then nothing; null when the service died over it. */
function send(agent: Agent, port: number, { method, path, body }: Message, isHalf: boolean): Promise<Answer | null> {
  return new Promise((resolve) => {
    const headers = { 'Content-Type': method === 'POST' ? 'application/json' : 'application/octet-stream', 'Content-Length': body.length }
    const outgoing = request({ host: '127.0.0.1', port, agent, method, path, headers }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => void parts.push(part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() }))
      response.on('error', () => resolve(null))
    })
    outgoing.on('error', () => resolve(null))
    if (isHalf) outgoing.write(body.subarray(0, Math.ceil(body.length / 2)))
    else outgoing.end(body)
  })
}
