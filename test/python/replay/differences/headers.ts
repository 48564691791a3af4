/** A header in which the two may differ wherever `isIntended` holds of what both send ('(absent)' where one sends none). */
export interface HeaderDifference {
  readonly header: string
  readonly reason: string
  isIntended(stock: string, ours: string, statuses: readonly [stock: number, ours: number]): boolean
}

/** What stands for a header that was not sent. */
export const absent = '(absent)'

/** Differences in headers that are meant, in whichever step they show. */
export const headerDifferences: readonly HeaderDifference[] = [
  {
    header: 'cache-control',
    reason: 'What a registry says about its data is never to be kept: no-store, where MLflow leaves it to the cache.',
    isIntended: (stock, ours) => stock === absent && ours === 'no-store'
  },
  {
    header: 'cache-control',
    reason: "An artifact may be replaced, so a cache asks each time; MLflow says so in one of its two ways to a run's files only.",
    isIntended: (stock, ours) => stock === absent && ours === 'no-cache'
  },
  {
    header: 'allow',
    reason: 'HEAD and OPTIONS reach no route here, so Allow does not name them.',
    isIntended: (stock, ours) =>
      listMethods(stock)
        .filter((method) => method !== 'HEAD' && method !== 'OPTIONS')
        .join() === ours
  },
  {
    header: 'vary',
    reason: 'Answers do not depend on the origin: requests of other origins are refused.',
    isIntended: (stock, ours) => stock === 'Origin' && ours === absent
  },
  ...['x-content-type-options', 'x-frame-options'].map(
    (header): HeaderDifference => ({
      header,
      reason: 'Where MLflow fails (500) in one of its routes of files, its answer lacks the headers that guard all others.',
      isIntended: (stock, ours, [status, own]) => status === 500 && own < 500 && stock === absent && ours !== absent
    })
  ),
  {
    header: 'content-type',
    reason: 'Refusals are JSON that clients map (B012, B036), not pages or lines of text; a range beyond the end has no body at all.',
    isIntended: (stock, ours, [status, own]) =>
      status === own && status >= 400 && /^text\/(html|plain)$/.test(stock) && ours === (status === 416 ? absent : 'application/json')
  }
]

/** The methods of an Allow header in order. */
export function listMethods(allow: string): readonly string[] {
  return allow.split(/\s*,\s*/).sort()
}
