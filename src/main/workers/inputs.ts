import { parentPort } from 'node:worker_threads'
import { readInput } from '../core/predictions/bodies.ts'
import { encodePayload } from '../scoring/payload.ts'
import { answerJobs, type Job, type JobContext } from './answer.ts'

type Read = Parameters<typeof readInput>
interface ReadRequest {
  readonly given: Read[0]
  readonly signature: Read[1]
}

/** Reads and checks a body as core does with small ones; what goes back is text alone, not its 100,000 rows. */
async function read(input: unknown, { signal }: JobContext): ReturnType<typeof readInput> {
  const { given, signature } = input as ReadRequest
  const { payload, ...checked } = await readInput(given, signature, signal)
  return { ...checked, payload: await encodePayload(payload, signature) }
}

const jobs: Readonly<Record<string, Job>> = { read }

if (parentPort) answerJobs(parentPort, (name) => jobs[name])
