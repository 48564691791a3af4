import { readFields, readInts, readTexts, writeField, writeNumberField } from './protobuf.ts'

/** A ZipMap of a scikit-learn classifier: its output is a list of `{label: probability}`, which ONNX Runtime's Node binding cannot give. */
export interface ZipMap {
  /** Name of the output that users know. */
  readonly output: string
  /** Tensor [rows, labels] that holds the same numbers. */
  readonly tensor: string
  readonly labels: readonly string[]
}

export interface OnnxGraph {
  /** The model, with tensors in the place of its ZipMaps. */
  readonly bytes: Buffer
  readonly zipMaps: readonly ZipMap[]
  /** Files beside the model that it says it keeps tensors in. */
  readonly externalFiles: readonly string[]
}

// Numbers of fields in onnx.proto.
const model = { graph: 7, functions: 25 }
const graph = { node: 1, initializer: 5, output: 12, sparseInitializer: 15 }
const node = { input: 1, output: 2, operator: 4, attribute: 5 }
const attribute = { name: 1, tensor: 5, graph: 6, ints: 8, strings: 9, tensors: 10, graphs: 11, sparseTensor: 22, sparseTensors: 23 }
const tensor = { externalData: 13 }
const floatElements = 1
const depthLimit = 32

/** Reads a model's graph as far as it must be known before ONNX Runtime sees it. Throws an Error when the bytes are no ONNX model. */
export function readGraph(bytes: Buffer): OnnxGraph {
  const externalFiles = new Set<string>()
  let body: { readonly bytes: Buffer; readonly start: number; readonly end: number } | null = null
  for (const field of readFields(bytes)) {
    if (field.number === model.graph && field.bytes) body = { bytes: field.bytes, start: field.start, end: field.end }
    if (field.number === model.functions && field.bytes) findInNodes(field.bytes, 7, externalFiles, 0)
  }
  if (!body) throw new Error('it has no graph')
  findExternalFiles(body.bytes, externalFiles, 0)
  const { zipMaps, replaced } = replaceZipMaps(body.bytes)
  const whole =
    zipMaps.length === 0
      ? bytes
      : Buffer.concat([bytes.subarray(0, body.start), writeField(model.graph, replaced), bytes.subarray(body.end)])
  return { bytes: whole, zipMaps, externalFiles: [...externalFiles] }
}

function findExternalFiles(body: Buffer, found: Set<string>, depth: number): void {
  if (depth > depthLimit) throw new Error('its graphs are nested too deeply')
  for (const field of readFields(body)) {
    if (!field.bytes) continue
    if (field.number === graph.initializer) findInTensor(field.bytes, found)
    if (field.number === graph.sparseInitializer) findInSparse(field.bytes, found)
  }
  findInNodes(body, graph.node, found, depth)
}

function findInNodes(body: Buffer, nodeField: number, found: Set<string>, depth: number): void {
  for (const each of readFields(body)) {
    if (each.number !== nodeField || !each.bytes) continue
    for (const part of readFields(each.bytes)) {
      if (part.number !== node.attribute || !part.bytes) continue
      for (const value of readFields(part.bytes)) {
        if (!value.bytes) continue
        if (value.number === attribute.tensor || value.number === attribute.tensors) findInTensor(value.bytes, found)
        if (value.number === attribute.sparseTensor || value.number === attribute.sparseTensors) findInSparse(value.bytes, found)
        if (value.number === attribute.graph || value.number === attribute.graphs) findExternalFiles(value.bytes, found, depth + 1)
      }
    }
  }
}

function findInSparse(body: Buffer, found: Set<string>): void {
  for (const field of readFields(body)) if ((field.number === 1 || field.number === 2) && field.bytes) findInTensor(field.bytes, found)
}

function findInTensor(body: Buffer, found: Set<string>): void {
  for (const field of readFields(body)) {
    if (field.number !== tensor.externalData || !field.bytes) continue
    const [key] = readTexts(field.bytes, 1)
    if (key === 'location') found.add(readTexts(field.bytes, 2)[0] ?? '')
  }
}

/** Takes ZipMap nodes out and names their tensors as outputs instead. */
function replaceZipMaps(body: Buffer): { readonly zipMaps: readonly ZipMap[]; readonly replaced: Buffer } {
  const zipMaps = new Map<string, ZipMap>()
  const kept: Buffer[] = []
  const fields = [...readFields(body)]
  for (const field of fields) {
    const zipMap = field.number === graph.node && field.bytes ? readZipMap(field.bytes) : null
    if (zipMap) zipMaps.set(zipMap.output, zipMap)
    else kept.push(body.subarray(field.start, field.end))
  }
  if (zipMaps.size === 0) return { zipMaps: [], replaced: body }
  const outputs = new Set(fields.flatMap((field) => (field.number === graph.output && field.bytes ? readTexts(field.bytes, 1) : [])))
  const parts = kept.map((part) => {
    const [field] = readFields(part)
    const zipMap = field?.number === graph.output && field.bytes ? zipMaps.get(readTexts(field.bytes, 1)[0] ?? '') : undefined
    if (!zipMap) return part
    return outputs.has(zipMap.tensor) ? Buffer.alloc(0) : writeField(graph.output, writeFloatOutput(zipMap.tensor))
  })
  // One that feeds no output is no business of ours.
  return { zipMaps: [...zipMaps.values()].filter((each) => outputs.has(each.output)), replaced: Buffer.concat(parts) }
}

function readZipMap(body: Buffer): ZipMap | null {
  if (readTexts(body, node.operator)[0] !== 'ZipMap') return null
  const attributes = [...readFields(body)].flatMap((field) => (field.number === node.attribute && field.bytes ? [field.bytes] : []))
  const labels = attributes.flatMap((each) => {
    const [name] = readTexts(each, attribute.name)
    if (name === 'classlabels_strings') return readTexts(each, attribute.strings)
    return name === 'classlabels_int64s' ? readInts(each, attribute.ints).map(String) : []
  })
  return { output: readTexts(body, node.output)[0] ?? '', tensor: readTexts(body, node.input)[0] ?? '', labels }
}

/** A ValueInfoProto: name and a tensor of floats of any shape. */
function writeFloatOutput(name: string): Buffer {
  const tensorType = writeField(1, writeNumberField(1, floatElements))
  return Buffer.concat([writeField(1, Buffer.from(name)), writeField(2, tensorType)])
}
