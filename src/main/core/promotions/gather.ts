import type { Policy } from '../../../preload/contract/promotions.ts'
import { Failure } from '../../../preload/contract/reply.ts'
import type { Source } from '../../sources/source.ts'
import type { ReadableDb } from '../../store/database.ts'
import { findPolicy, registryDefault } from '../../store/policies.ts'
import { findRequest, type StoredRequest } from '../../store/requests.ts'
import type { CallContext } from '../deps.ts'
import { chooseTerms } from '../policies/rules.ts'
import { showProgress } from '../progress.ts'
import { announceActivity, type WritingDeps } from '../writing.ts'

/** Reads what binds promotions of a model now. */
export function readPolicy(db: ReadableDb, registryId: string, model: string): Policy {
  return chooseTerms(findPolicy(db, registryId, model), findPolicy(db, registryId, registryDefault))
}

/** Hashes the version's files as a job; null where they are not on this computer (an approval is then bound to their absence). `isForShow` as in the source: never for a decision. */
export async function readDigest(
  deps: Pick<WritingDeps, 'now'>,
  source: Source,
  of: { readonly model: string; readonly version: string },
  context: CallContext,
  isForShow = false
): Promise<string | null> {
  const progress = showProgress(context, `Hashing ${of.model} v${of.version}`, 'bytes', deps.now)
  try {
    return (await source.digestVersion(of.model, of.version, context.signal, progress, { isForShow })).digest
  } catch (error) {
    if (error instanceof Failure && (error.code === 'NOT_FOUND' || error.code === 'UNSUPPORTED')) return null
    throw error
  }
}

/** Gives the columns by which the log finds a request. */
export function describeObject(request: Pick<StoredRequest, 'id' | 'registryId' | 'model' | 'version' | 'versionCreatedMs'>) {
  const { registryId, model, version, versionCreatedMs } = request
  return { registryId, model, version, versionCreatedMs, key: request.id }
}

/** Tells open pages that a request changed. */
export function announceRequests(deps: WritingDeps, registryId: string): void {
  deps.emit('requests.changed', {})
  announceActivity(deps)
  deps.emit('registry.changed', { registryId })
}

/** READ_ONLY, with what to do. */
export function describeReadOnly(name: string): Failure {
  return new Failure('READ_ONLY', `${name} is read-only: nothing is promoted in it.`, {
    remedy: 'Promote in the registry it was made from.'
  })
}

/** Reads a request; NOT_FOUND names the id. */
export function requireRequest(db: ReadableDb, id: string): StoredRequest {
  const request = findRequest(db, id)
  if (!request)
    throw new Failure('NOT_FOUND', `There is no request with the id ${id}.`, { remedy: 'Choose one from the list of approvals.' })
  return request
}
