import { Failure } from '../../../preload/contract/reply.ts'
import { deleteAlias, setAlias } from '../../tracking/aliases.ts'
import type { ChangePorts, RegistryChange } from '../../tracking/changes.ts'
import { deleteModelVersionTag, setModelVersionTag } from '../../tracking/model-version-tags.ts'
import { deleteModelVersion, registerFromRun, updateModelVersion } from '../../tracking/model-versions.ts'
import {
  createRegisteredModel,
  deleteRegisteredModel,
  deleteRegisteredModelTag,
  setRegisteredModelTag,
  updateRegisteredModel
} from '../../tracking/registered-models.ts'
import { transitionStage } from '../../tracking/stages.ts'
import type { Source } from '../source.ts'
import { trustFolder } from './places.ts'
import { toStage } from './rows.ts'
import type { Writer } from './writer.ts'

type Writes = Pick<
  Source,
  | 'createModel'
  | 'updateModel'
  | 'setModelTag'
  | 'deleteModelTag'
  | 'deleteModel'
  | 'setAlias'
  | 'deleteAlias'
  | 'registerVersion'
  | 'updateVersion'
  | 'setVersionTag'
  | 'deleteVersionTag'
  | 'deleteVersion'
  | 'transition'
>

/** The acts of a local registry: each one transaction around one function of `tracking`. `now` gives milliseconds since the epoch. */
export function createWrites(writer: Writer, artifacts: string, now: () => number): Writes {
  const store = trustFolder(artifacts)
  return {
    createModel: ({ model: name, description }, context) =>
      writer.write(context, (db, ports) => void createRegisteredModel(db, { name, description, tags: [] }, ports, now())),
    updateModel: ({ model: name, description }, context) =>
      writer.write(context, (db, ports) => void updateRegisteredModel(db, { name, description }, ports, now())),
    setModelTag: ({ model: name, key, value }, context) =>
      writer.write(context, (db, ports) => setRegisteredModelTag(db, { name, key, value }, ports)),
    deleteModelTag: ({ model: name, key }, context) =>
      writer.write(context, (db, ports) =>
        requireChange(ports, (watched) => deleteRegisteredModelTag(db, { name, key }, watched), `“${name}” has no tag “${key}”.`)
      ),
    deleteModel: ({ model }, context) => writer.write(context, (db, ports) => deleteRegisteredModel(db, model, ports)),
    setAlias: ({ model: name, alias, version }, context) =>
      writer.write(context, (db, ports) => toText(setAlias(db, { name, alias, version }, ports))),
    deleteAlias: ({ model: name, alias }, context) =>
      writer.write(context, (db, ports) =>
        requireChange(ports, (watched) => deleteAlias(db, { name, alias }, watched), `“${name}” has no alias @${alias}.`)
      ),

    registerVersion: ({ tags, ...input }, context) =>
      writer.write(context, (db, ports) => {
        const pairs = Object.entries(tags).map(([key, value]) => ({ key, value }))
        return String(registerFromRun(db, { ...input, tags: pairs, store }, ports, now()).version)
      }),
    updateVersion: ({ model: name, version, description }, context) =>
      writer.write(context, (db, ports) => void updateModelVersion(db, { name, version, description }, ports, now())),
    setVersionTag: ({ model: name, ...tag }, context) =>
      writer.write(context, (db, ports) => setModelVersionTag(db, { name, ...tag }, ports)),
    deleteVersionTag: ({ model: name, ...tag }, context) =>
      writer.write(context, (db, ports) =>
        requireChange(
          ports,
          (watched) => deleteModelVersionTag(db, { name, ...tag }, watched),
          `${name} v${tag.version} has no tag “${tag.key}”.`
        )
      ),
    deleteVersion: ({ model: name, version }, context) =>
      writer.write(context, (db, ports) => deleteModelVersion(db, { name, version }, ports, now())),
    transition: ({ model: name, version, stage, archiveExisting }, context) =>
      writer.write(context, (db, ports) => {
        const moved = watchArchived(ports, version)
        // MLflow refuses to archive for stages that serve nobody.
        const archives = archiveExisting && (stage === 'Staging' || stage === 'Production')
        const result = transitionStage(db, { name, version, stage, archiveExisting: archives }, moved.ports, now())
        return { version, stage: toStage(result.currentStage), archived: moved.archived }
      })
  }
}

function toText(version: number | null): string | null {
  return version === null ? null : String(version)
}

/** MLflow takes the removal of what is not there for done; people are told, or they believe that they removed it. */
function requireChange(ports: ChangePorts, act: (ports: ChangePorts) => void, missing: string): void {
  let changes = 0
  const record = (change: RegistryChange) => {
    changes += 1
    ports.record(change)
  }
  act({ guard: (change) => ports.guard(change), record })
  if (changes === 0) throw new Failure('NOT_FOUND', missing, { remedy: 'It may have been removed already: look again.' })
}

/** Notes which other versions a transition archived. */
function watchArchived(ports: ChangePorts, version: string): { readonly ports: ChangePorts; readonly archived: readonly string[] } {
  const archived: string[] = []
  const record = (change: RegistryChange) => {
    if (change.version !== null && change.version !== version && change.after === 'Archived') archived.push(change.version)
    ports.record(change)
  }
  return { archived, ports: { guard: (change) => ports.guard(change), record } }
}
