import { createRequire } from 'node:module'
import { Failure, type FailureShape } from '../../preload/contract/reply.ts'
import type { WorkerOperation } from '../scoring/messages.ts'
import { createOnnxModels, type OnnxModels } from '../scoring/onnx/models.ts'

/** The port of a utility process under Electron. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
}
type Request = WorkerOperation & { readonly id: string }

const parentPort = (process as { readonly parentPort?: ParentPort }).parentPort
const models = createOnnxModels()

function post(message: object): void {
  if (parentPort) parentPort.postMessage(message)
  else process.send?.(message)
}

async function answer(request: Request): Promise<void> {
  try {
    post({ ...(await perform(models, request)), id: request.id, ok: true })
  } catch (error) {
    post({ id: request.id, ok: false, failure: describe(error) })
  }
}

function perform(known: OnnxModels, request: Request): Promise<object> {
  if (request.op === 'load') return known.load(request.key, request.folder, request.digest)
  if (request.op === 'predict') return known.predict(request.key, request.body, request.signature)
  return known.unload(request.key).then(() => ({}))
}

function describe(error: unknown): FailureShape {
  if (error instanceof Failure) return error.toShape()
  return { code: 'WORKER_FAILED', message: `The ONNX worker failed: ${error instanceof Error ? error.message : String(error)}` }
}

if (parentPort) parentPort.on('message', ({ data }) => void answer(data as Request))
else {
  process.on('message', (message) => void answer(message as Request))
  // Without the application there is nobody to answer.
  process.on('disconnect', () => process.exit(0))
}
const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json') as { readonly version: string }
post({ hello: `onnxruntime ${version}` })
