import type { PromotionRequest } from '../../../preload/contract/promotions.ts'

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

/** Decides from the list alone; the request's own page knows exactly who may do what. Somebody alone decides on their own requests too. */
export function findNext(request: PromotionRequest, me: string, isAlone: boolean): Next {
  if (request.status === 'failed') return 'retry'
  if (request.status === 'approved') return 'running'
  if (request.status !== 'pending') return 'nothing'
  return request.requestedBy !== me || isAlone ? 'you' : 'others'
}

/** Mine to decide first, the longest waiting on top within each group. */
export function sortRequests(requests: readonly PromotionRequest[], me: string, isAlone: boolean): readonly PromotionRequest[] {
  const place = (request: PromotionRequest) => order.indexOf(findNext(request, me, isAlone))
  return [...requests].sort((a, b) => place(a) - place(b) || a.requestedMs - b.requestedMs)
}
