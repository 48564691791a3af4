import { Failure, type FailureCode } from '../../preload/contract/reply.ts'
import { describeSystemError } from '../../preload/contract/system-failures.ts'

/** MLflow's error codes and their statuses (mlflow/exceptions.py); 413 and 507 are ours: MLflow clients retry every other 5xx. */
export const statusOfErrorCode = {
  BAD_REQUEST: 400,
  INVALID_PARAMETER_VALUE: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404,
  ENDPOINT_NOT_FOUND: 404,
  RESOURCE_CONFLICT: 409,
  REQUEST_LIMIT_EXCEEDED: 429,
  CANCELLED: 499,
  INTERNAL_ERROR: 500,
  INVALID_STATE: 500,
  NOT_IMPLEMENTED: 501,
  TEMPORARILY_UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504
} as const
export type ErrorCode = keyof typeof statusOfErrorCode

/** What goes over the wire for a failed request. */
export interface ErrorAnswer {
  readonly status: number
  readonly errorCode: ErrorCode
  readonly message: string
  /** True when the cause is a defect of ours that belongs in the log. */
  readonly isDefect: boolean
}

const answers: Readonly<Record<FailureCode, readonly [ErrorCode, number]>> = {
  NOT_FOUND: ['RESOURCE_DOES_NOT_EXIST', 404],
  CONFLICT: ['RESOURCE_ALREADY_EXISTS', 400],
  FORBIDDEN: ['PERMISSION_DENIED', 403],
  INVALID: ['INVALID_PARAMETER_VALUE', 400],
  TOO_LARGE: ['INVALID_PARAMETER_VALUE', 413],
  UNSAFE_PATH: ['INVALID_PARAMETER_VALUE', 400],
  CORRUPT: ['INTERNAL_ERROR', 500],
  UNSUPPORTED: ['NOT_IMPLEMENTED', 501],
  CONSENT_NEEDED: ['PERMISSION_DENIED', 403],
  READ_ONLY: ['PERMISSION_DENIED', 403],
  BUSY: ['TEMPORARILY_UNAVAILABLE', 503],
  DISK_FULL: ['INTERNAL_ERROR', 507],
  OFFLINE: ['TEMPORARILY_UNAVAILABLE', 503],
  TIMEOUT: ['DEADLINE_EXCEEDED', 504],
  CANCELLED: ['CANCELLED', 499],
  WORKER_FAILED: ['INTERNAL_ERROR', 500],
  INTERNAL: ['INTERNAL_ERROR', 500]
}

const classes: Readonly<Partial<Record<ErrorCode, string>>> = {
  BAD_REQUEST: 'INVALID_PARAMETER_VALUE',
  INVALID_PARAMETER_VALUE: 'INVALID_PARAMETER_VALUE',
  RESOURCE_ALREADY_EXISTS: 'RESOURCE_ALREADY_EXISTS',
  PERMISSION_DENIED: 'PERMISSION_DENIED',
  RESOURCE_DOES_NOT_EXIST: 'RESOURCE_NOT_FOUND',
  ENDPOINT_NOT_FOUND: 'RESOURCE_NOT_FOUND',
  INTERNAL_ERROR: 'CLIENT_INTERNAL_ERROR',
  INVALID_STATE: 'CLIENT_INTERNAL_ERROR',
  TEMPORARILY_UNAVAILABLE: 'CLIENT_INTERNAL_ERROR'
}

/** A failure whose wire form is not the usual one of its code, e.g. `failWith('NOT_FOUND', 'INVALID_PARAMETER_VALUE', …)` for an unknown alias, or `{status: 415}`. Any code of ours may set `details.errorCode` and `details.status` to the same end. */
export function failWith(code: FailureCode, errorCode: ErrorCode, message: string, status: number = statusOfErrorCode[errorCode]): Failure {
  return new Failure(code, message, { details: { errorCode, status } })
}

/** What stopped an exchange whose other side hung up. */
export function describeGoneClient(): Failure {
  return new Failure('CANCELLED', 'The client went away.')
}

/** Turns whatever a handler threw into MLflow's error; nothing of a defect's text, stack or paths goes out. */
export function describeError(error: unknown): ErrorAnswer {
  const failure = error instanceof Failure ? error : describeSystemError(error, 'the registry')
  if (!failure)
    return {
      status: 500,
      errorCode: 'INTERNAL_ERROR',
      message: 'The service failed for a reason that it did not expect. Its log has the details; nothing was half-written.',
      isDefect: true
    }
  const [usualCode, usualStatus] = answers[failure.code]
  const named = failure.details?.['errorCode']
  const errorCode = isErrorCode(named) ? named : usualCode
  const stated = failure.details?.['status']
  const status = typeof stated === 'number' ? stated : isErrorCode(named) ? statusOfErrorCode[named] : usualStatus
  const message = failure.remedy ? `${failure.message} ${failure.remedy}` : failure.message
  return { status, errorCode, message, isDefect: failure.code === 'INTERNAL' }
}

/** The JSON of a failed request; MLflow adds a class and an SQLSTATE where it knows one for the code (mlflow/error_classification.py). */
export function toErrorBody({ errorCode, message }: ErrorAnswer): object {
  const errorClass = classes[errorCode]
  return {
    error_code: errorCode,
    message,
    ...(errorClass === undefined ? {} : { sqlstate: errorClass === 'CLIENT_INTERNAL_ERROR' ? 'XXM00' : 'KAM00', error_class: errorClass })
  }
}

function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(statusOfErrorCode, value)
}
