import { Failure } from '../../../preload/contract/reply.ts'
import type { VersionContents } from '../../../preload/contract/versions.ts'
import type { ArtifactStore } from '../../tracking/artifact-paths.ts'
import { describeFlavors } from './flavors.ts'
import { buildScoringBody, readExampleRows } from './input-example.ts'
import { type Mlmodel, mlmodelLimit, parseMlmodel } from './mlmodel.ts'
import { enterPlace, findPlace } from './places.ts'
import { readSmallText } from './preview.ts'
import type { ArtifactLocation } from './queries-location.ts'
import { readSignature } from './signature.ts'
import { walkFiles } from './walk.ts'

const exampleLimit = 1024 * 1024
const environmentLimit = 256 * 1024
const environmentPaths = ['python_env.yaml', 'conda.yaml', 'requirements.txt'] as const

const empty: VersionContents = {
  flavors: [],
  engine: 'none',
  loadingRunsCode: false,
  serializationFormat: null,
  mlflowVersion: null,
  pythonVersion: null,
  requirements: [],
  environmentFiles: [],
  signature: null,
  inputExample: null,
  inputExampleJson: null,
  metadata: {},
  fileCount: 0,
  size: 0,
  problem: null
}

type ReadText = (path: string, limit: number) => Promise<string | null>

/** What the files of a version say. Missing or damaged ones are told by `problem`; it never rejects for what is in them. */
export async function readContents(store: ArtifactStore, location: ArtifactLocation, signal: AbortSignal): Promise<VersionContents> {
  let sizes = { fileCount: 0, size: 0 }
  try {
    const root = await findPlace(store, location, '')
    const files = await walkFiles(root, signal)
    sizes = { fileCount: files.length, size: files.reduce((sum, file) => sum + file.size, 0) }
    if (files.length === 0) return { ...empty, problem: `The version’s files are missing: there is nothing at “${root.absolute}”.` }
    const paths = new Set(files.map((file) => file.path))
    if (!paths.has('MLmodel')) return { ...empty, ...sizes, problem: 'There is no MLmodel file among the version’s files.' }
    const read: ReadText = async (path, limit) =>
      paths.has(path) ? readSmallText(enterPlace(root, path), limit).catch(ignoreFailure) : null
    const model = parseMlmodel(await readSmallText(enterPlace(root, 'MLmodel'), mlmodelLimit))
    return { ...(await describeModel(model, read)), ...sizes }
  } catch (error) {
    if (!isExplainable(error)) throw error
    return { ...empty, ...sizes, problem: error.message }
  }
}

async function describeModel(model: Mlmodel, read: ReadText): Promise<VersionContents> {
  const signature = readSignature(model)
  const environmentFiles = await readEnvironment(read)
  return {
    ...empty,
    ...describeFlavors(model),
    mlflowVersion: model.mlflowVersion,
    requirements: listRequirements(environmentFiles.find(({ path }) => path === 'requirements.txt')?.text ?? ''),
    environmentFiles,
    signature,
    ...(await readExample(model, signature, read)),
    metadata: model.metadata
  }
}

async function readEnvironment(read: ReadText): Promise<VersionContents['environmentFiles']> {
  const texts = await Promise.all(environmentPaths.map(async (path) => ({ path, text: await read(path, environmentLimit) })))
  return texts.flatMap(({ path, text }) => (text === null ? [] : [{ path, text }]))
}

/** Lines of a requirements file that ask for something. */
function listRequirements(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '')
}

async function readExample(
  { inputExample }: Mlmodel,
  signature: VersionContents['signature'],
  read: ReadText
): Promise<Pick<VersionContents, 'inputExample' | 'inputExampleJson'>> {
  const example = inputExample.path === null ? null : await read(inputExample.path, exampleLimit)
  const body = inputExample.servingPath === null ? null : await read(inputExample.servingPath, exampleLimit)
  if (example === null && body === null) return { inputExample: null, inputExampleJson: null }
  return {
    inputExample: readExampleRows(example ?? body ?? '', signature),
    inputExampleJson: body ?? buildScoringBody(example ?? '')
  }
}

/** A neighbour of MLmodel that is too large or no text is left out. */
function ignoreFailure(error: unknown): null {
  if (error instanceof Failure) return null
  throw error
}

function isExplainable(error: unknown): error is Failure {
  return error instanceof Failure && error.code !== 'CANCELLED'
}
