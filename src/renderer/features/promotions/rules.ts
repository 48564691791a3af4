import type { ListedRequest } from '../../../preload/contract/promotions.ts'

/** What a request waits for, seen by one person. */
export type Next = 'you' | 'retry' | 'others' | 'running' | 'nothing'

export const nextWords: Readonly<Record<Next, string>> = {
  you: 'Your decision',
  retry: 'Retry or withdraw',
  others: 'Others decide',
  running: 'Being carried out',
  nothing: '–'
}

const order: readonly Next[] = ['you', 'retry', 'running', 'others', 'nothing']

/** What the request waits for, as the acting person sees it. */
export function findNext(request: ListedRequest): Next {
  if (request.status === 'failed') return 'retry'
  if (request.status === 'approved') return 'running'
  if (request.status !== 'pending') return 'nothing'
  return request.waitsForYou ? 'you' : 'others'
}

/** Mine to decide first, the longest waiting on top within each group. */
export function sortRequests(requests: readonly ListedRequest[]): readonly ListedRequest[] {
  const place = (request: ListedRequest) => order.indexOf(findNext(request))
  return [...requests].sort((a, b) => place(a) - place(b) || a.requestedMs - b.requestedMs)
}
