import type { Part } from '../step.ts'
import { artifactProxyPart } from './artifact-proxy.ts'
import { artifactsPart } from './artifacts.ts'
import { batchesPart } from './batches.ts'
import { datasetsPart } from './datasets.ts'
import { edgesPart } from './edges.ts'
import { experimentsPart } from './experiments.ts'
import { historiesPart } from './histories.ts'
import { loggedModelsPart } from './logged-models.ts'
import { loggingPart } from './logging.ts'
import { modelVersionsPart } from './model-versions.ts'
import { promptsPart } from './prompts.ts'
import { protocolPart } from './protocol.ts'
import { refusedPart } from './refused.ts'
import { refusedRegistryPart } from './refused-registry.ts'
import { registeredModelsPart } from './registered-models.ts'
import { runPagesPart } from './run-pages.ts'
import { runsPart } from './runs.ts'
import { searchPart } from './search.ts'
import { stagesAndAliasesPart } from './stages-and-aliases.ts'
import { wrongTypesPart } from './wrong-types.ts'
import { wrongTypesOfRegistryPart } from './wrong-types-registry.ts'

/** Every part of the corpus, in the order in which they are played. */
export const allParts: readonly Part[] = [
  experimentsPart,
  runsPart,
  loggingPart,
  batchesPart,
  datasetsPart,
  runPagesPart,
  historiesPart,
  edgesPart,
  wrongTypesPart,
  registeredModelsPart,
  modelVersionsPart,
  stagesAndAliasesPart,
  promptsPart,
  loggedModelsPart,
  artifactsPart,
  artifactProxyPart,
  wrongTypesOfRegistryPart,
  searchPart,
  protocolPart,
  refusedPart,
  refusedRegistryPart
]
