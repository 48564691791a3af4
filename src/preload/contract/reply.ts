/** Every way an act can fail; the one union that window, command line and service share. */
export const failureCodes = [
  'NOT_FOUND',
  'CONFLICT',
  'FORBIDDEN',
  'INVALID',
  'TOO_LARGE',
  'UNSAFE_PATH',
  'CORRUPT',
  'UNSUPPORTED',
  'CONSENT_NEEDED',
  'READ_ONLY',
  'BUSY',
  'DISK_FULL',
  'OFFLINE',
  'TIMEOUT',
  'CANCELLED',
  'WORKER_FAILED',
  'INTERNAL'
] as const
export type FailureCode = (typeof failureCodes)[number]

/** What crosses a process boundary when an act failed: `message` names the thing and the limit, `remedy` says what to do next. */
export interface FailureShape {
  readonly code: FailureCode
  readonly message: string
  readonly remedy?: string | undefined
  /** Facts for the details box, e.g. `{field: 'tenure', expected: 'double', given: 'string'}`. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>> | undefined
}

/** Every call across a process boundary answers with a value or a failure; it never throws. */
export type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: FailureShape }

/** The only error that our own code throws on purpose. */
export class Failure extends Error {
  readonly code: FailureCode
  readonly remedy: string | undefined
  readonly details: FailureShape['details']

  constructor(code: FailureCode, message: string, more: { readonly remedy?: string; readonly details?: FailureShape['details'] } = {}) {
    super(message)
    this.name = 'Failure'
    this.code = code
    this.remedy = more.remedy
    this.details = more.details
  }

  /** The plain object that may cross a process boundary. */
  toShape(): FailureShape {
    return { code: this.code, message: this.message, remedy: this.remedy, details: this.details }
  }

  /** Rebuilds a failure that another process sent. */
  static from(shape: FailureShape): Failure {
    return new Failure(shape.code, shape.message, {
      ...(shape.remedy === undefined ? {} : { remedy: shape.remedy }),
      ...(shape.details === undefined ? {} : { details: shape.details })
    })
  }
}
