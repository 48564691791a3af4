import { type Document, isScalar, parseDocument } from 'yaml'
import { Failure } from '../../../preload/contract/reply.ts'
import { isRecord, recordAt, textAt } from './json.ts'

/** An MLmodel file as far as it is shown. Nothing in it has been loaded or run. */
export interface Mlmodel {
  /** Flavor name → its settings. */
  readonly flavors: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** inputs, outputs and params: JSON text each, or null. */
  readonly signature: { readonly inputs: string | null; readonly outputs: string | null; readonly params: string | null } | null
  readonly mlflowVersion: string | null
  /** Path of the saved input example below the model's folder, and of the ready scoring body. */
  readonly inputExample: { readonly path: string | null; readonly servingPath: string | null }
  readonly metadata: Readonly<Record<string, string>>
}

/** Most bytes of an MLmodel file that are read. */
export const mlmodelLimit = 1024 * 1024
/** Uses of an alias that a document may have; more is a document made to explode. */
const aliasLimit = 100

/** Levels of nesting that a document may have; MLflow's have a handful. */
const depthLimit = 500

/** Reads MLmodel text. CORRUPT, with the place, when it is no YAML mapping of flavors or asks for a language's own objects. */
export function parseMlmodel(text: string): Mlmodel {
  const { root, document } = parseYaml(text)
  const flavors = Object.entries(recordAt(root, 'flavors')).map(([name, value]) => [name, isRecord(value) ? value : {}] as const)
  if (flavors.length === 0) throw corrupt('it names no flavors')
  const example = recordAt(root, 'saved_input_example_info')
  return {
    flavors: Object.fromEntries(flavors),
    signature: readSignature(root),
    mlflowVersion: showValue(root['mlflow_version']),
    inputExample: { path: textAt(example, 'artifact_path'), servingPath: textAt(example, 'serving_input_path') },
    metadata: readMetadata(root, document)
  }
}

function readSignature(root: Readonly<Record<string, unknown>>): Mlmodel['signature'] {
  if (!isRecord(root['signature'])) return null
  const signature = root['signature']
  return { inputs: textAt(signature, 'inputs'), outputs: textAt(signature, 'outputs'), params: textAt(signature, 'params') }
}

/** Values as written (`010`, `yes`, `1e3` mean different things to different readers), lists and mappings as JSON. */
function readMetadata(root: Readonly<Record<string, unknown>>, document: Document): Mlmodel['metadata'] {
  return Object.fromEntries(
    Object.entries(recordAt(root, 'metadata')).map(([key, value]) => {
      const node = document.getIn(['metadata', key], true)
      const source = isScalar(node) && typeof node.value !== 'string' ? node.source : undefined
      return [key, source ?? showValue(value) ?? '']
    })
  )
}

/** One YAML 1.1 mapping, as Python's writer makes it and with the meaning that Python's reader gives it: unknown tags (`!!python/object…`) are refused, aliases limited. */
function parseYaml(text: string): { readonly root: Readonly<Record<string, unknown>>; readonly document: Document } {
  const objection = findObjection(text)
  if (objection) throw corrupt(objection)
  try {
    const document = parseDocument(text, { version: '1.1', uniqueKeys: true, stringKeys: true, merge: true })
    const problem = document.errors[0] ?? document.warnings[0]
    if (problem) throw corrupt(firstLine(problem.message))
    const root: unknown = document.toJS({ maxAliasCount: aliasLimit })
    if (!isRecord(root)) throw corrupt('it is not a mapping')
    return { root, document }
  } catch (error) {
    throw error instanceof Failure ? error : corrupt(firstLine(error instanceof Error ? error.message : String(error)))
  }
}

/** What speaks against parsing a text at all. */
function findObjection(text: string): string | null {
  // Python's reader ends a line at these, ours does not: a comment for one would be a setting for the other.
  if (/[\u0085\u2028\u2029]/.test(text)) return 'it holds line breaks that YAML readers disagree about'
  const isDeep = /^\s*(?:[-?:] +){100}/m.test(text) || measureDepth(text) > depthLimit
  return isDeep ? `it is nested deeper than ${depthLimit} levels` : null
}

/** The most brackets that are open at once, those inside texts counted too. */
function measureDepth(text: string): number {
  let depth = 0
  let deepest = 0
  for (const bracket of text.match(/[[\]{}]/g) ?? []) {
    depth = Math.max(0, depth + (bracket === '[' || bracket === '{' ? 1 : -1))
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

/** A YAML value as text for display: texts as they are, the rest as JSON. */
function showValue(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? String(value))
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/:$/, '')
}

function corrupt(why: string): Failure {
  return new Failure('CORRUPT', `The MLmodel file cannot be read: ${why}.`)
}
