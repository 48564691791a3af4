import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { Failure } from '../../../preload/contract/reply.ts'
import type { Signature } from '../../../preload/contract/versions.ts'
import type { WorkerBody, WorkerLoaded, WorkerPrediction } from '../messages.ts'
import { answerRows, answerTensors, type NamedOutput, type OutputTensor } from './answers.ts'
import { readBody } from './bodies.ts'
import { type ElementType, elementTypes } from './elements.ts'
import { type Feed, makeFeeds, type SessionInput } from './feeds.ts'
import { digestFolder, readOnnxFlavor, resolveInside } from './files.ts'
import { type OnnxGraph, readGraph, type ZipMap } from './graph.ts'
import { makeTable, writeJson } from './table.ts'

interface Model {
  readonly session: InferenceSession
  readonly inputs: readonly SessionInput[]
  /** Names to ask the session for, with what each stands for. */
  readonly outputs: ReadonlyMap<string, ZipMap | null>
}

/** The ONNX models that this process has loaded, by the application's key. */
export interface OnnxModels {
  load(key: string, folder: string, digest: string): Promise<WorkerLoaded>
  predict(key: string, body: WorkerBody, signature: Signature | null): Promise<WorkerPrediction>
  unload(key: string): Promise<void>
}

/** Bytes of one answer's text; the same limit as the Python worker's. */
const outputLimit = 64 * 1024 * 1024

/** Makes an empty set of models. */
export function createOnnxModels(): OnnxModels {
  const models = new Map<string, Model>()
  return {
    load: async (key, folder, digest) => {
      await checkDigest(folder, digest)
      const started = performance.now()
      const { model, warnings } = await openModel(folder)
      models.set(key, model)
      return { loadMs: performance.now() - started, warnings }
    },
    predict: async (key, body, signature) => {
      const model = models.get(key)
      if (!model) throw new Failure('NOT_FOUND', 'The model is not loaded.')
      return predict(model, body, signature)
    },
    unload: async (key) => {
      await models.get(key)?.session.release()
      models.delete(key)
    }
  }
}

async function checkDigest(folder: string, expected: string): Promise<void> {
  const found = await digestFolder(folder)
  if (found === expected) return
  const message = `The model's files changed since they were checked: SHA-256 ${expected.slice(0, 12)}… expected, ${found.slice(0, 12)}… found. Nothing was loaded.`
  throw new Failure('CORRUPT', message, { remedy: 'Open the version again to see what it holds now.', details: { expected, found } })
}

async function openModel(folder: string): Promise<{ readonly model: Model; readonly warnings: readonly string[] }> {
  const flavor = await readOnnxFlavor(folder)
  const file = await resolveInside(folder, flavor.file)
  const graph = parseGraph(await readFile(file), flavor.file)
  for (const location of graph.externalFiles) await resolveInside(path.dirname(file), location)
  const session = await createSession(graph, path.dirname(file), flavor.session, flavor.file)
  const { outputs, warnings } = chooseOutputs(session, graph.zipMaps)
  return { model: { session, inputs: session.inputMetadata.map(readInput), outputs }, warnings }
}

function parseGraph(bytes: Buffer, name: string): OnnxGraph {
  try {
    return readGraph(bytes)
  } catch (error) {
    throw new Failure('CORRUPT', `“${name}” is no ONNX model: ${error instanceof Error ? error.message : error}.`)
  }
}

async function createSession(
  graph: OnnxGraph,
  folder: string,
  settings: Readonly<Record<string, unknown>>,
  name: string
): Promise<InferenceSession> {
  const threads = (key: string) => (typeof settings[key] === 'number' ? settings[key] : undefined)
  const [intra, inter] = [threads('intra_op_num_threads'), threads('inter_op_num_threads')]
  try {
    return await InferenceSession.create(graph.bytes, {
      executionProviders: ['cpu'],
      logSeverityLevel: 3,
      executionMode: String(settings['execution_mode']).toLowerCase() === 'parallel' ? 'parallel' : 'sequential',
      ...(intra ? { intraOpNumThreads: intra } : {}),
      ...(inter ? { interOpNumThreads: inter } : {}),
      // Bytes have no folder: this tells where tensors beside the model lie.
      ...(graph.externalFiles.length > 0 ? { extra: { session: { model_external_initializers_file_folder_path: folder } } } : {})
    })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const isUnknown = /not a registered function|No Op registered|opset|Unsupported data type|not implemented/i.test(why)
    throw new Failure(isUnknown ? 'UNSUPPORTED' : 'CORRUPT', `ONNX Runtime cannot load “${name}”: ${why}`)
  }
}

function readInput(metadata: InferenceSession.ValueMetadata): SessionInput {
  const type = metadata.isTensor ? elementTypes.find((each) => each === metadata.type) : undefined
  if (!metadata.isTensor || !type)
    throw new Failure(
      'UNSUPPORTED',
      `The model's input “${metadata.name}” is not a tensor of numbers, truth values or texts; it cannot be filled here.`
    )
  return { name: metadata.name, type, shape: metadata.shape }
}

function chooseOutputs(session: InferenceSession, zipMaps: readonly ZipMap[]) {
  const tensors = session.outputMetadata.filter((output) => output.isTensor).map(({ name }) => name)
  const skipped = session.outputMetadata.filter((output) => !output.isTensor).map(({ name }) => name)
  if (tensors.length === 0)
    throw new Failure('UNSUPPORTED', `The model gives no tensor (${skipped.join(', ')}); its answer cannot be shown.`)
  const outputs = new Map<string, ZipMap | null>(tensors.map((name) => [name, zipMaps.find((each) => each.tensor === name) ?? null]))
  return { outputs, warnings: skipped.map((name) => `The output “${name}” is not a tensor and is left out.`) }
}

async function predict(model: Model, body: WorkerBody, signature: Signature | null): Promise<WorkerPrediction> {
  const read = readBody(body, signature)
  const feeds = [...makeFeeds(read, model.inputs)].map(([name, feed]) => [name, toTensor(feed)] as const)
  const started = performance.now()
  const results = await run(model, Object.fromEntries(feeds))
  const durationMs = performance.now() - started
  const outputs = [...model.outputs].map(([name, zipMap]): NamedOutput => {
    return { name: zipMap?.output ?? name, tensor: results[name] as unknown as OutputTensor, zipMap }
  })
  const predictions = read.kind === 'frame' ? answerRows(outputs, read.rows.length) : answerTensors(outputs)
  const output = `{"predictions": ${writeJson(predictions)}}`
  if (Buffer.byteLength(output) > outputLimit)
    throw new Failure('TOO_LARGE', 'The answer is over 64 MiB.', { remedy: 'Send fewer rows at a time.' })
  return { output, ...makeTable(predictions), durationMs, warnings: [] }
}

async function run(model: Model, feeds: Readonly<Record<string, Tensor>>): Promise<InferenceSession.ReturnType> {
  try {
    return await model.session.run(feeds, [...model.outputs.keys()])
  } catch (error) {
    throw new Failure('INVALID', `The model cannot predict on this input: ${error instanceof Error ? error.message : error}`, {
      remedy: 'Compare the input with the signature of the version.'
    })
  }
}

function toTensor(feed: Feed): Tensor {
  return new Tensor(feed.type as ElementType as 'float32', feed.elements as Float32Array, feed.dimensions)
}
