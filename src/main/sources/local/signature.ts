import type { Field, Signature } from '../../../preload/contract/versions.ts'
import { isRecord, parseJson, textAt } from './json.ts'
import type { Mlmodel } from './mlmodel.ts'

/** Nesting of a type that is spelt out; deeper parts show as `…`. */
const depthLimit = 20

/** The signature of an MLmodel file: each part is a JSON text inside the YAML. Null when there is none; a part that is no list is empty. */
export function readSignature({ signature }: Mlmodel): Signature | null {
  if (!signature) return null
  return {
    inputs: readFields(signature.inputs, toField),
    outputs: readFields(signature.outputs, toField),
    params: readFields(signature.params, toParameter)
  }
}

function readFields(json: string | null, toOne: (spec: Readonly<Record<string, unknown>>) => Field): readonly Field[] {
  const list = parseJson(json ?? '[]')
  return Array.isArray(list) ? list.filter(isRecord).map(toOne) : []
}

function toField(spec: Readonly<Record<string, unknown>>): Field {
  const name = textAt(spec, 'name')
  const tensor = isRecord(spec['tensor-spec']) ? spec['tensor-spec'] : null
  if (spec['type'] === 'tensor' && tensor) {
    const shape = readShape(tensor['shape'])
    const type = `tensor(${textAt(tensor, 'dtype') ?? 'any'})[${(shape ?? []).join(',')}]`
    return { name, type, isRequired: spec['required'] !== false, isTensor: true, shape, defaultValue: null }
  }
  return { name, type: describeType(spec, 0), isRequired: spec['required'] !== false, isTensor: false, shape: null, defaultValue: null }
}

function toParameter(spec: Readonly<Record<string, unknown>>): Field {
  const hasDefault = Object.hasOwn(spec, 'default') && spec['default'] !== null
  return {
    name: textAt(spec, 'name'),
    type: describeType(spec, 0),
    isRequired: !hasDefault,
    isTensor: false,
    shape: readShape(spec['shape']),
    defaultValue: hasDefault ? JSON.stringify(spec['default']) : null
  }
}

/** A type as text: `double`, `array(string)`, `map(long)`, `object(a: long, b?: string)`; `?` marks what may be left out. */
function describeType(spec: unknown, depth: number): string {
  if (!isRecord(spec)) return typeof spec === 'string' ? spec : 'any'
  if (depth > depthLimit) return '…'
  const type = textAt(spec, 'type') ?? 'any'
  if (type === 'array') return `array(${describeType(spec['items'], depth + 1)})`
  if (type === 'map') return `map(${describeType(spec['values'], depth + 1)})`
  if (type !== 'object' || !isRecord(spec['properties'])) return type
  const properties = Object.entries(spec['properties']).map(
    ([key, value]) => `${key}${isRecord(value) && value['required'] === false ? '?' : ''}: ${describeType(value, depth + 1)}`
  )
  return `object(${properties.join(', ')})`
}

function readShape(value: unknown): readonly number[] | null {
  return Array.isArray(value) && value.every((size) => typeof size === 'number') ? value : null
}
