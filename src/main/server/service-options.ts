import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { Failure } from '../../preload/contract/reply.ts'
import { defaultArtifactRoot, ensureRegistryFolder, ensureTrackingDatabase, fillEmptyDatabase, readRegistryId } from '../tracking/schema.ts'
import { loopbackHosts } from './hosts.ts'
import { readStaticPrefix } from './service-addresses.ts'

/** How a service is started; paths are absolute. Either `home` or `database` must be given. */
export interface ServiceOptions {
  /** Greenroom's data folder: the registry is then `<home>/registry`, the history in `<home>/greenroom.db`. */
  readonly home?: string | undefined
  /** An MLflow SQLite file, made when it is not there or has 0 bytes. */
  readonly database?: string | undefined
  /** Address prefix for artifacts of new experiments; `mlflow-artifacts:/`. */
  readonly artifactRoot?: string | undefined
  /** Folder behind `mlflow-artifacts:/`; where absent, the own one of a registry of ours. */
  readonly artifactsDestination?: string | undefined
  /** Folder behind `mlflow-artifacts:/` of other databases where none is given; `mlartifacts` beside the database where absent. */
  readonly otherArtifacts?: string | undefined
  /** False: no artifact proxy, clients go to the artifact root themselves. */
  readonly servesArtifacts?: boolean | undefined
  /** True: the artifact proxy alone, without a registry; artifactsDestination is needed. */
  readonly isArtifactsOnly?: boolean | undefined
  /** Values of the Host header to accept beside the service's own. */
  readonly allowedHosts?: readonly string[] | undefined
  /** A regular expression (Python's) that the sources of new model versions must match. */
  readonly sourcePattern?: string | undefined
  /** Adds our indexes to a database that is not ours; ours have them. */
  readonly addsIndexes?: boolean | undefined
  /** Bytes of request bodies that are held at once; 256 MiB where absent. */
  readonly heldBodyBytes?: number | undefined
  readonly host?: string | undefined
  /** 0 takes any free port. */
  readonly port: number
  /** Stands before every path: '' or '/prefix'. */
  readonly staticPrefix?: string | undefined
  /** greenroom.db in which changes of the registry are written down; none without it and `home`. */
  readonly storeFile?: string | undefined
  readonly registryId?: string | undefined
  /** What people call the registry; where absent, as the window calls the own one, else the name of the database's file. */
  readonly registryName?: string | undefined
  /** Folder of shipped files. */
  readonly resources?: string | undefined
  readonly nativeBinding?: string | undefined
  /** Absolute path of workers/search; looked up beside this file where absent. */
  readonly searchEntry?: string | undefined
}

/** The places a service works with, all present. */
export interface ServicePlaces {
  readonly host: string
  readonly staticPrefix: string
  /** Null where no registry is served. */
  readonly database: string | null
  readonly artifactRoot: string
  /** Null where artifacts are not served. */
  readonly artifactsDestination: string | null
  readonly registryId: string | null
  /** Null where no registry is served. */
  readonly registryName: string | null
  readonly storeFile: string | null
}

/** Checks the options and makes what is missing on disk. */
export function preparePlaces(options: ServiceOptions): ServicePlaces {
  const host = options.host ?? '127.0.0.1'
  if (!(loopbackHosts as readonly string[]).includes(host))
    throw new Failure('FORBIDDEN', `The service does not listen on ${host}: anyone on the network could change the registry.`, {
      remedy: 'Use host 127.0.0.1.'
    })
  const staticPrefix = readStaticPrefix(options.staticPrefix ?? '')
  const artifactRoot = options.artifactRoot ?? defaultArtifactRoot
  const { id, database, artifacts } = options.isArtifactsOnly ? prepareArtifactsAlone(options) : prepareRegistry(options, artifactRoot)
  const artifactsDestination = options.servesArtifacts === false ? null : artifacts
  if (artifactsDestination !== null) mkdirSync(artifactsDestination, { recursive: true, mode: 0o700 })
  const isOurs = options.home !== undefined && options.database === undefined && database !== null
  return {
    host,
    staticPrefix,
    artifactRoot,
    database,
    artifactsDestination,
    registryId: options.registryId ?? id,
    registryName: database === null ? null : (options.registryName ?? (isOurs ? 'My registry' : path.basename(database))),
    storeFile: options.storeFile ?? (isOurs ? path.join(options.home, 'greenroom.db') : null)
  }
}

interface Registry {
  readonly id: string | null
  readonly database: string | null
  readonly artifacts: string
}

function prepareArtifactsAlone({ artifactsDestination, servesArtifacts }: ServiceOptions): Registry {
  if (artifactsDestination === undefined || servesArtifacts === false)
    throw new Failure('INVALID', 'A service of artifacts alone needs a folder to serve.', {
      remedy: 'Give --artifacts-destination FOLDER.'
    })
  return { id: null, database: null, artifacts: artifactsDestination }
}

function prepareRegistry(options: ServiceOptions, artifactRoot: string): Registry {
  const { nativeBinding, artifactsDestination } = options
  const schemaFile = options.resources === undefined ? undefined : path.join(options.resources, 'mlflow', 'schema.sql')
  const creation = { artifactRoot, nativeBinding, schemaFile }
  if (options.database === undefined) {
    if (options.home === undefined) throw new Failure('INVALID', 'The service needs a home folder or a database.')
    const own = ensureRegistryFolder(path.join(options.home, 'registry'), creation)
    return { ...own, artifacts: artifactsDestination ?? own.artifacts }
  }
  const folder = path.dirname(options.database)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const own = findOwnArtifacts(options.database)
  // An empty file in a registry of ours has lost what it held: that is told when it is opened.
  if (own === null) fillEmptyDatabase(options.database, creation)
  ensureTrackingDatabase(options.database, creation)
  return {
    id: own === null ? null : readRegistryId(path.join(folder, identityName)),
    database: options.database,
    artifacts: artifactsDestination ?? own ?? options.otherArtifacts ?? path.join(folder, 'mlartifacts')
  }
}

const identityName = 'registry.json'

/** Where a registry of ours keeps its artifacts, by its database; null for a database that stands in none. */
export function findOwnArtifacts(database: string): string | null {
  const folder = path.dirname(database)
  return existsSync(path.join(folder, identityName)) ? path.join(folder, 'artifacts') : null
}
