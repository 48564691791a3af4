import { Failure } from '../../../preload/contract/reply.ts'
import type { Frame, Tensors } from './bodies.ts'
import { convertElements, type Elements, type ElementType } from './elements.ts'

/** One input of a session: a number in `shape` is fixed, a text is any size; an empty shape is unknown. */
export interface SessionInput {
  readonly name: string
  readonly type: ElementType
  readonly shape: readonly (number | string)[]
}

export interface Feed {
  readonly type: ElementType
  readonly elements: Elements
  readonly dimensions: readonly number[]
}

/** Gives the tensors for a session. A table goes into a model with one input as a matrix, into one with several column by column, as in MLflow; a column takes the rank that its input wants. */
export function makeFeeds(body: Frame | Tensors, inputs: readonly SessionInput[]): ReadonlyMap<string, Feed> {
  return body.kind === 'frame' ? feedFrame(body, inputs) : feedTensors(body, inputs)
}

function feedFrame({ columns, rows }: Frame, inputs: readonly SessionInput[]): ReadonlyMap<string, Feed> {
  const [only] = inputs
  if (only && inputs.length === 1) {
    const isNested = columns.length === 1 && Array.isArray(rows[0]?.[0])
    const placeOf = (index: number) => `Column “${columns[index % columns.length]}”, row ${Math.floor(index / columns.length) + 1}`
    const values = isNested ? rows.map((row) => row[0]) : rows
    return new Map([[only.name, makeFeed(only, values, isNested ? () => `Column “${columns[0]}”` : placeOf)]])
  }
  return new Map(
    inputs.map((input) => {
      const place = columns.indexOf(input.name)
      if (place < 0) throw missing(input.name, columns)
      const values = rows.map((row) => row[place])
      return [input.name, makeFeed(input, values, (index) => `Column “${input.name}”, row ${index + 1}`)]
    })
  )
}

function feedTensors({ byName }: Tensors, inputs: readonly SessionInput[]): ReadonlyMap<string, Feed> {
  const [only] = inputs
  const [bare] = byName.values()
  const isSingle = only !== undefined && inputs.length === 1 && byName.size === 1
  return new Map(
    inputs.map((input) => {
      if (!isSingle && !byName.has(input.name)) throw missing(input.name, [...byName.keys()])
      const value = isSingle ? bare : byName.get(input.name)
      return [input.name, makeFeed(input, value, (index) => `Input “${input.name}”, element ${index + 1}`)]
    })
  )
}

function makeFeed(input: SessionInput, value: unknown, placeOf: (index: number) => string): Feed {
  const dimensions = measure(value, input.name)
  const adapted = adaptRank(dimensions, input.shape)
  const fits =
    adapted.length === input.shape.length && input.shape.every((size, place) => typeof size === 'string' || size === adapted[place])
  if (input.shape.length > 0 && !fits) {
    const [expected, given] = [showShape(input.shape), showShape(dimensions)]
    const message = `Input “${input.name}” wants the shape ${expected}; ${given} is given.`
    throw new Failure('INVALID', message, { details: { field: input.name, expected, given } })
  }
  const flat = dimensions.length === 0 ? [value] : (value as unknown[]).flat(dimensions.length - 1)
  return { type: input.type, elements: convertElements(input.type, flat, placeOf), dimensions: adapted }
}

/** The dimensions of nested lists; INVALID when they are ragged. */
function measure(value: unknown, name: string): readonly number[] {
  const dimensions: number[] = []
  let level: readonly unknown[] = [value]
  while (level.length > 0 && Array.isArray(level[0])) {
    const length = level[0].length
    if (!level.every((each) => Array.isArray(each) && each.length === length))
      throw new Failure('INVALID', `Input “${name}”: the lists in it have different lengths.`, { details: { field: name } })
    dimensions.push(length)
    level = level.flat(1)
  }
  return dimensions
}

/** A column of n cells is [n] for one model and [n, 1] for another. */
function adaptRank(dimensions: readonly number[], shape: readonly (number | string)[]): readonly number[] {
  const last = shape.at(-1)
  if (shape.length === dimensions.length + 1 && dimensions.length === 1 && (last === 1 || typeof last === 'string'))
    return [...dimensions, 1]
  if (shape.length === 1 && dimensions.length === 2 && dimensions[1] === 1) return dimensions.slice(0, 1)
  return dimensions
}

/** `[any, 4]`: a size without a name may be any. */
function showShape(shape: readonly (number | string)[]): string {
  return `[${shape.map((size) => (size === '' ? 'any' : size)).join(', ')}]`
}

function missing(name: string, given: readonly string[]): Failure {
  return new Failure(
    'INVALID',
    `The model is missing the input “${name}”; given: ${given.map((each) => `“${each}”`).join(', ') || 'none'}.`,
    {
      details: { field: name }
    }
  )
}
