import { allowedOfRegistry } from './differences/allowed-registry.ts'
import { allowedOfTracking } from './differences/allowed-tracking.ts'
import { bugsOfRegistry } from './differences/bugs-registry.ts'
import { bugsOfTracking } from './differences/bugs-tracking.ts'
import { allowedOfSearch, bugsOfSearch, securityOfSearch } from './differences/search.ts'
import { securityOfRegistry } from './differences/security-registry.ts'
import { securityOfTracking } from './differences/security-tracking.ts'

/** A difference that is known: which steps show it (`part: title`), why, and what exactly each of the two says there. */
export interface AllowedDifference {
  readonly steps: readonly string[]
  readonly reason: string
  /** Status that stock answers with. */
  readonly stock: number
  /** What the text of stock's body must match, where the reason tells of it. */
  readonly stockBody?: RegExp
  /** Status that ours answers with. */
  readonly status: number
  /** What the text of our body must match. */
  readonly body: RegExp
  /** Where the bodies may differ while the statuses are the same: paths in the JSON, `body` for texts; the message alone where absent. */
  readonly paths?: readonly string[]
}

/** Differences that are neither a matter of security nor a bug of MLflow's; never more than `mostAllowed`. */
export const allowedDifferences: readonly AllowedDifference[] = [...allowedOfTracking, ...allowedOfRegistry, ...allowedOfSearch]
export const mostAllowed = 15

/** Differences that the security rules demand; each names its rule. */
export const securityDifferences: readonly AllowedDifference[] = [...securityOfTracking, ...securityOfRegistry, ...securityOfSearch]

/** MLflow's bugs that ours does not share; each names the bug. */
export const bugsNotShared: readonly AllowedDifference[] = [...bugsOfTracking, ...bugsOfRegistry, ...bugsOfSearch]
