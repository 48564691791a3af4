import type { AllowedDifference } from '../allowed.ts'
import { stepsOf } from './steps-of.ts'

/** Differences in experiments, runs and metrics that are neither a matter of security nor a bug. */
export const allowedOfTracking: readonly AllowedDifference[] = [
  {
    reason: 'Python reads digits of every script as numbers; an id that this service gives has ASCII digits only.',
    steps: stepsOf('experiments', ['get an id in Arabic digits']),
    stock: 200,
    status: 400,
    body: /Invalid experiment ID '١'\. Experiment ID must be a valid integer\./
  },
  {
    reason: 'Models that 2.x clients log are noted as they are; MLflow also reads their signature, which nothing uses.',
    steps: stepsOf('batches', ['record one with an empty signature']),
    stock: 400,
    status: 200,
    body: /^\{\}$/
  },
  {
    reason: 'A message shows 300 characters of a wrong value and then …; MLflow shows it whole, megabytes of it.',
    steps: stepsOf('edges', ['a long wrong value', 'a long wrong value in Unicode']),
    stock: 400,
    status: 400,
    body: /"message":"Invalid value \\".{200,400}… for parameter 'key' supplied: Names may only contain alphanumerics/
  },
  {
    reason: 'The gateway is no part of this service.',
    steps: stepsOf('protocol', ['server info', 'server info for pages']),
    stock: 200,
    status: 200,
    body: /"multipart_downloads_enabled":false,"presigned_upload_run_id_supported":true,"presigned_upload_model_id_supported":true,"features_enabled":\{"gateway":false\}\}$/,
    paths: ['features_enabled.gateway']
  },
  {
    reason: 'Bytes of a query that are no UTF-8 become U+FFFD; MLflow leaves their escapes in the text. No client sends any.',
    steps: stepsOf('protocol', ['a query with broken escapes']),
    stock: 404,
    status: 404,
    body: /Could not find experiment with name '%zz\ufffd'/
  }
]
