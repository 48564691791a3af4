import type { AllowedDifference } from '../allowed.ts'
import { stepsOf } from './steps-of.ts'

/** Differences in experiments, runs, metrics and HTTP that a rule of the security rules demands. */
export const securityOfTracking: readonly AllowedDifference[] = [
  {
    reason: 'Unknown routes (B036, B037): JSON that clients map, not a page.',
    steps: [
      ...stepsOf('protocol', [
        'health below /api',
        'server info at 2.0',
        'an experiment at 3.0',
        'an experiment at 1.0',
        'an experiment by the path of previews',
        'a trailing slash',
        'an unknown route',
        'an unknown route by POST',
        'the root of the API',
        'a route of capitals'
      ]),
      ...stepsOf('histories', ['bulk at the path of clients']),
      ...stepsOf('datasets', ['search by the path of clients'])
    ],
    stock: 404,
    status: 404,
    body: /^\{"error_code":"ENDPOINT_NOT_FOUND","message":"There is no endpoint (GET|POST) \/api\//,
    paths: ['body']
  },
  {
    reason: 'Odd paths are not made even (B014): no redirection to another one.',
    steps: stepsOf('protocol', ['two slashes']),
    stock: 308,
    status: 404,
    body: /"ENDPOINT_NOT_FOUND"/
  },
  {
    reason: 'Wrong methods (B012): JSON that names the right ones, not a page.',
    steps: [
      ...stepsOf('protocol', [
        'health by POST',
        'create by GET',
        'create by PUT',
        'create by PATCH',
        'create by DELETE',
        'get by POST',
        'get a run by POST',
        'override of the method'
      ]),
      ...stepsOf('run pages', ['search by GET'])
    ],
    stock: 405,
    status: 405,
    body: /^\{"error_code":"BAD_REQUEST","message":"(GET|POST|PUT|PATCH|DELETE) \S+: this endpoint takes (GET|POST)\./,
    paths: ['body']
  },
  {
    reason:
      'HEAD is no other name for GET: a method reaches the routes that name it and no others (route proof of the table of vulnerabilities).',
    steps: stepsOf('protocol', ['health by HEAD']),
    stock: 200,
    status: 405,
    body: /^$/
  },
  {
    reason: 'HEAD is no other name for GET: MLflow answers 400, since it looks for the fields of HEAD in a body.',
    steps: stepsOf('protocol', ['an experiment by HEAD']),
    stock: 400,
    status: 405,
    body: /^$/
  },
  {
    reason: 'Bodies that any web page could send without asking first (B010): 415, where MLflow says 400.',
    steps: stepsOf('protocol', ['type of text', 'type of a form', 'no type', 'an empty type']),
    stock: 400,
    status: 415,
    body: /"message":"Bad Request\. Content-Type (header is missing|must be one of \['application\/json'\])/
  },
  {
    reason: 'Bodies of another encoding (B011) or said to be compressed (B021); MLflow reads them as if they were not.',
    steps: stepsOf('protocol', ['charset of UTF-16', 'a compressed body']),
    stock: 200,
    status: 415,
    body: /"message":"(Bad Request\. Content-Type must be one of \['application\/json'\]|Bodies must not be compressed)/
  },
  {
    reason: 'Bodies that are no JSON are refused as such (B091, B099); MLflow takes them for empty and misses their fields.',
    steps: stepsOf('protocol', ['a word', 'a broken object', 'a trailing comma', 'single quotes', 'two documents', 'invalid UTF-8']),
    stock: 400,
    status: 400,
    body: /^\{"error_code":"INVALID_PARAMETER_VALUE","message":"The request body is not JSON: /
  },
  {
    reason: 'NaN, Infinity and a byte order mark are no JSON (B091, B100); MLflow reads them.',
    steps: stepsOf('protocol', ['a byte order mark', 'NaN as number', 'a value of NaN as number', 'a value of Infinity as number']),
    stock: 200,
    status: 400,
    body: /^\{"error_code":"INVALID_PARAMETER_VALUE","message":"The request body is not JSON: /
  },
  {
    reason: 'Text that is no Unicode is named (B099); MLflow drops it and complains of the empty rest.',
    steps: stepsOf('protocol', ['a lone surrogate']),
    stock: 400,
    status: 400,
    body: /Invalid value \\"\\\\ud800\\" for parameter 'name' supplied/
  },
  {
    reason: 'Values of metrics that overflow or are no numbers (B089).',
    steps: [
      ...stepsOf('protocol', ['a value of 1e400']),
      ...stepsOf('logging', ['metric of value true']),
      ...stepsOf('batches', ['a metric with true']),
      ...stepsOf('wrong types', ['runs/log-metric: value = a bool'])
    ],
    stock: 200,
    status: 400,
    body: /Invalid value (true|Infinity) for parameter '(metrics\[0\]\.)?value' supplied/
  },
  {
    reason: 'The limit of a batch in bytes holds (B020); MLflow counts the fields of the request instead.',
    steps: stepsOf('batches', ['a body of more than 1,000,000 characters']),
    stock: 404,
    status: 400,
    body: /Batched logging API requests must be at most 1000000 bytes, got a request of size 1000046\./
  },
  {
    reason: 'A limit of -1 is refused (B029); MLflow drops the last value.',
    steps: stepsOf('histories', ['bulk with a limit of -1']),
    stock: 200,
    status: 400,
    body: /Invalid value -1 for parameter 'max_results' supplied/
  },
  {
    reason: 'Names of blanks or with control characters (B081).',
    steps: stepsOf('refused', [
      'create with blanks as name',
      'create with a line break in the name',
      'create with NUL in the name',
      'rename to blanks'
    ]),
    stock: 200,
    status: 400,
    body: /(Invalid experiment name: ' +'|Names cannot contain control characters\.)/
  },
  {
    reason: 'Addresses of artifacts that climb or lie on the disk of the service (T8, B038, B043).',
    steps: stepsOf('refused', ['create with .. in the location', 'create with a local location', 'create with a relative location']),
    stock: 200,
    status: 400,
    body: /'artifact_location' cannot (contain '\.\.'|be a local path)/
  }
]
