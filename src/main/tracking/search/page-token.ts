import { Failure } from '../../../preload/contract/reply.ts'

/** MLflow's page token: base64 of `{"offset": n}`; opaque to clients. */
export function makePageToken(offset: number): string {
  return Buffer.from(`{"offset": ${offset}}`).toString('base64')
}

/** Rows to skip; 0 without a token. INVALID for anything that `makePageToken` did not make. */
export function readPageToken(token: string | undefined): number {
  if (token === undefined || token === '') return 0
  if (token.length > 200 || token.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(token))
    throw new Failure('INVALID', 'Invalid page token, could not base64-decode')
  const decoded = Buffer.from(token, 'base64').toString('utf8')
  const offset = /^\{\s*"offset"\s*:\s*"?(\d{1,12})"?\s*\}$/.exec(decoded)?.[1]
  if (offset === undefined || Number(offset) === 0)
    throw new Failure('INVALID', `Invalid page token, decoded value=${JSON.stringify(decoded)}`)
  return Number(offset)
}

/** Cuts the extra row that tells whether more follow; the token is absent on the last page. */
export function cutPage<R>(
  rows: readonly R[],
  offset: number,
  limit: number
): { readonly rows: readonly R[]; readonly nextPageToken?: string } {
  return rows.length > limit ? { rows: rows.slice(0, limit), nextPageToken: makePageToken(offset + limit) } : { rows }
}

/** Checks a page size against its limit, in MLflow's words. */
export function checkMaxResults(value: number | bigint, limit: number): number {
  if (value < 1) throw new Failure('INVALID', `Invalid value ${value} for parameter 'max_results' supplied. It must be a positive integer`)
  if (value > limit)
    throw new Failure('INVALID', `Invalid value ${value} for parameter 'max_results' supplied. It must be at most ${limit}`)
  return Number(value)
}
