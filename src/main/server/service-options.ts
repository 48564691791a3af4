import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { Failure } from '../../preload/contract/reply.ts'
import { defaultArtifactRoot, ensureRegistryFolder, ensureTrackingDatabase, readRegistryId } from '../tracking/schema.ts'
import { loopbackHosts } from './hosts.ts'

/** How a service is started; paths are absolute. Either `home` or `database` must be given. */
export interface ServiceOptions {
  /** Greenroom's data folder: the registry is then `<home>/registry`, the history in `<home>/greenroom.db`. */
  readonly home?: string | undefined
  /** An MLflow SQLite file, made when it is not there. */
  readonly database?: string | undefined
  /** Address prefix for artifacts of new experiments; `mlflow-artifacts:/`. */
  readonly artifactRoot?: string | undefined
  /** Folder behind `mlflow-artifacts:/`. */
  readonly artifactsDestination?: string | undefined
  readonly host?: string | undefined
  /** 0 takes any free port. */
  readonly port: number
  /** Stands before every path: '' or '/prefix'. */
  readonly staticPrefix?: string | undefined
  /** greenroom.db in which changes of the registry are written down; none without it and `home`. */
  readonly storeFile?: string | undefined
  readonly registryId?: string | undefined
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
  readonly database: string
  readonly artifactRoot: string
  readonly artifactsDestination: string
  readonly registryId: string | null
  readonly storeFile: string | null
}

/** Checks the options and makes what is missing on disk. */
export function preparePlaces(options: ServiceOptions): ServicePlaces {
  const host = options.host ?? '127.0.0.1'
  if (!(loopbackHosts as readonly string[]).includes(host))
    throw new Failure('FORBIDDEN', `The service does not listen on ${host}: anyone on the network could change the registry.`, {
      remedy: 'Use host 127.0.0.1.'
    })
  const staticPrefix = options.staticPrefix ?? ''
  if (staticPrefix !== '' && !/^(\/[\w.~-]+)+$/.test(staticPrefix))
    throw new Failure('INVALID', `“${staticPrefix}” is no path prefix.`, { remedy: 'Start it with / and do not end it with one.' })
  const artifactRoot = options.artifactRoot ?? defaultArtifactRoot
  const registry = prepareRegistry(options, artifactRoot)
  mkdirSync(registry.artifacts, { recursive: true, mode: 0o700 })
  return {
    host,
    staticPrefix,
    artifactRoot,
    database: registry.database,
    artifactsDestination: registry.artifacts,
    registryId: options.registryId ?? registry.id,
    storeFile:
      options.storeFile ?? (options.home === undefined || options.database !== undefined ? null : path.join(options.home, 'greenroom.db'))
  }
}

interface Registry {
  readonly id: string | null
  readonly database: string
  readonly artifacts: string
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
  ensureTrackingDatabase(options.database, creation)
  const identity = path.join(folder, 'registry.json')
  const isOurs = existsSync(identity)
  return {
    id: isOurs ? readRegistryId(identity) : null,
    database: options.database,
    artifacts: artifactsDestination ?? path.join(folder, isOurs ? 'artifacts' : 'mlartifacts')
  }
}
