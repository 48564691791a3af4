import { randomUUID } from 'node:crypto'
import { createChangeLog } from '../../src/main/core/activity/change-log.ts'
import { appendAudit } from '../../src/main/store/audit.ts'
import { insertRequestEvent } from '../../src/main/store/request-events.ts'
import { insertRequest, moveRequest } from '../../src/main/store/requests.ts'

const dayMs = 86_400_000

/** Who decided what, and when: `at` is days after the story begins. Ends where train.py leaves stages and aliases. */
const acts = [
  { at: 3.3, by: 'ada', model: 'wine-cultivar', version: '2', stage: 'Staging', reason: 'beats the floor' },
  { at: 4.1, by: 'ada', model: 'wine-cultivar', version: '2', stage: 'Production', reason: 'first model good enough to try' },
  { at: 6.4, by: 'sam', model: 'diabetes-progression', version: '2', stage: 'Staging', reason: '' },
  { at: 6.6, by: 'lin', model: 'iris-species', version: '2', stage: 'Staging', reason: '' },
  { at: 7.0, by: 'sam', model: 'diabetes-progression', version: '2', stage: 'Production', reason: 'baseline for the clinic' },
  { at: 7.2, by: 'lin', model: 'iris-species', version: '2', stage: 'Production', reason: 'readable on one page' },
  { at: 9.6, by: 'lin', model: 'wine-cultivar', version: '3', stage: 'Staging', reason: 'lower loss at equal accuracy' },
  {
    at: 11.2,
    by: 'ada',
    model: 'wine-cultivar',
    version: '3',
    stage: 'Production',
    replaces: '2',
    request: { at: 10.2, by: 'lin', reason: 'Lower loss on the test half, same accuracy.', note: 'Checked the confusion matrix: fine.' }
  },
  { at: 26.1, by: 'sam', model: 'iris-species', version: '4', stage: 'Staging', reason: '' },
  { at: 26.5, by: 'sam', model: 'iris-species', version: '4', stage: 'Production', replaces: '2', reason: 'lower log loss' },
  { at: 26.6, by: 'sam', model: 'iris-species', version: '4', alias: 'champion' },
  { at: 27.3, by: 'ada', model: 'diabetes-progression', version: '4', stage: 'Staging', reason: '' },
  {
    at: 28.4,
    by: 'sam',
    model: 'diabetes-progression',
    version: '4',
    stage: 'Production',
    replaces: '2',
    request: { at: 27.9, by: 'ada', reason: 'RMSE down by one point, data of both clinics.', note: 'Agreed with the clinic.' }
  },
  { at: 28.5, by: 'sam', model: 'diabetes-progression', version: '4', alias: 'champion' },
  { at: 29.6, by: 'ada', model: 'wine-cultivar', version: '5', stage: 'Staging', reason: '' },
  {
    at: 31.0,
    by: 'lin',
    model: 'wine-cultivar',
    version: '5',
    stage: 'Production',
    replaces: '3',
    request: { at: 30.2, by: 'ada', reason: 'A third of the loss of version 3.', note: 'October data checked, go.' }
  },
  { at: 31.1, by: 'lin', model: 'wine-cultivar', version: '5', alias: 'champion' },
  { at: 40.3, by: 'ada', model: 'diabetes-progression', version: '5', stage: 'Staging', reason: '' },
  { at: 40.4, by: 'ada', model: 'diabetes-progression', version: '5', alias: 'challenger' },
  {
    at: 41.0,
    by: 'sam',
    model: 'diabetes-progression',
    version: '5',
    target: 'Production',
    replaces: '4',
    request: { at: 40.5, by: 'ada', reason: 'Best RMSE so far.', rejected: 'Look at the residuals above 250 first.' }
  },
  { at: 42.7, by: 'lin', model: 'wine-cultivar', version: '6', stage: 'Staging', reason: 'smaller file, lower loss' },
  { at: 42.8, by: 'lin', model: 'wine-cultivar', version: '6', alias: 'challenger' },
  {
    at: 44.1,
    by: 'lin',
    model: 'wine-cultivar',
    version: '6',
    target: 'Production',
    replaces: '5',
    request: { at: 44.1, by: 'lin', reason: 'Equal accuracy, lower loss, one layer less. Please have a look.' }
  }
]

/** Writes the story into our own store as if it had been lived there: promotions, requests and approvals with their audit entries. */
export function writeHistory(store, { registryId, beginMs, versions }) {
  const stages = new Map()
  for (const act of acts) {
    const { createdMs, digest } = versions.get(`${act.model}/${act.version}`)
    const object = { registryId, model: act.model, version: act.version, versionCreatedMs: createdMs }
    const close = act.request
      ? writeRequest(store, { ...act, ...object, digest, beginMs, from: stages.get(`${act.model}/${act.version}`) ?? 'None' })
      : () => {}
    if (act.stage || act.alias) writeChanges(store, act, object, beginMs, stages)
    close()
  }
}

function writeChanges(store, act, object, beginMs, stages) {
  const key = `${act.model}/${act.version}`
  const { registryId, ...version } = object
  const changes = act.alias
    ? [{ ...version, action: 'alias.set', key: act.alias, before: null, after: act.version }]
    : [{ ...version, action: 'stage.changed', key: null, before: stages.get(key) ?? 'None', after: act.stage }]
  if (act.replaces)
    changes.push({ ...version, version: act.replaces, action: 'stage.changed', key: null, before: act.stage, after: 'Archived' })
  const atMs = timeOf(act.at, beginMs)
  const log = createChangeLog({
    store,
    registryId,
    actor: personOf(act.by),
    now: () => atMs,
    reason: act.request?.reason ?? act.reason ?? ''
  })
  log.finish(log.begin(changes), 'done')
  if (act.stage) stages.set(key, act.stage)
}

/** Writes request and decision; gives what is written once the move is made. */
function writeRequest(store, act) {
  const { request } = act
  const toStage = act.stage ?? act.target
  const id = randomUUID()
  const asker = personOf(request.by)
  insertRequest(store, {
    id,
    registryId: act.registryId,
    model: act.model,
    version: act.version,
    versionCreatedMs: act.versionCreatedMs,
    fromStage: act.from,
    toStage,
    archiveExisting: true,
    reason: request.reason,
    requestedById: asker.id,
    requestedBy: asker.name,
    requestedMs: timeOf(request.at, act.beginMs),
    approvalsNeeded: 1,
    maySelfApprove: false,
    artifactDigest: act.digest,
    incumbent: act.replaces ?? null
  })
  const note = (kind, person, at, text, summary) => {
    const atMs = timeOf(at, act.beginMs)
    insertRequestEvent(store, id, { atMs, actorId: person.id, actor: person.name, kind, note: text })
    const object = { registryId: act.registryId, model: act.model, version: act.version, versionCreatedMs: act.versionCreatedMs, key: id }
    const action = kind === 'requested' ? 'request.made' : `request.${kind}`
    appendAudit(store, { ...object, atMs, actor: person, action, before: act.from, after: toStage, reason: text, summary })
  }
  note('requested', asker, request.at, request.reason, `requested to move v${act.version} from ${act.from} to ${toStage}`)
  return decide(store, id, act, toStage, note)
}

function decide(store, id, act, toStage, note) {
  const { request } = act
  const closedMs = timeOf(act.at, act.beginMs)
  const decider = personOf(act.by)
  if (request.rejected) {
    note('rejected', decider, act.at, request.rejected, `rejected the request to move v${act.version} to ${toStage}`)
    moveRequest(store, { id, from: ['pending'], to: 'rejected', closedMs })
  }
  if (!request.note) return () => {}
  note('approved', decider, act.at, request.note, `approved moving v${act.version} to ${toStage} (1 of 1)`)
  return () => {
    note('applied', decider, act.at, '', `carried out the request to move v${act.version} to ${toStage}`)
    moveRequest(store, { id, from: ['pending'], to: 'applied', closedMs })
  }
}

/** Ids are made from names, so that making the sample again gives the same people. */
function personOf(name) {
  return { id: `sample-${name}`, name, origin: 'window' }
}

function timeOf(at, beginMs) {
  return beginMs + Math.round(at * dayMs)
}
