import type { AllowedDifference } from '../allowed.ts'
import { stepsOf } from './steps-of.ts'

/** Differences in the registry and in artifacts that a rule of the security rules demands. */
export const securityOfRegistry: readonly AllowedDifference[] = [
  {
    reason: 'Names of models that do not read the same everywhere (B081): blanks around, control characters, more than 256 characters.',
    steps: stepsOf('refused by the registry', [
      'create with 257 characters',
      'create with a blank at the start',
      'create with a blank at the end',
      'create with a line break',
      'create with a tab',
      'create with NUL'
    ]),
    stock: 200,
    status: 400,
    body: /"('name' exceeds the maximum length of 256 characters|Invalid model name '.+'\. Names cannot begin or end with blanks or contain control characters\.)"/
  },
  {
    reason: 'Names of models that decode to other names (B083).',
    steps: stepsOf('refused by the registry', [
      'create with an encoded blank',
      'create with an encoded slash',
      'rename to an encoded blank'
    ]),
    stock: 200,
    status: 400,
    body: /"Invalid model name 'a%2[0F][bc]'\. Names cannot contain percent-encoded characters such as %20\."/
  },
  {
    reason: 'Sources of versions outside of this registry (T8); MLflow takes them.',
    steps: stepsOf('refused by the registry', ['create a version from an S3 address', 'create a version from DBFS']),
    stock: 200,
    status: 400,
    body: /"Invalid model version source: '(s3|dbfs):.+'\. This registry takes mlflow-artifacts:/
  },
  {
    reason: 'A message about a source says what is wrong with it (T8, rule R); MLflow refuses these too.',
    steps: stepsOf('model versions', ['create from a web address', 'create from another host', 'create from a Windows path']),
    stock: 400,
    status: 400,
    body: /"Invalid model version source: '(https|mlflow-artifacts|C):.+'\. (This registry takes mlflow-artifacts:|The run_id request parameter must identify|To use a local path as)/
  },
  {
    reason: 'A page size below zero (B029).',
    steps: stepsOf('registered models', ['search with max_results -1']),
    stock: 200,
    status: 400,
    body: /"Invalid value -1 for parameter 'max_results' supplied\./
  },
  {
    reason: 'Large folders are listed in pages (B058), so a token that is none is refused (B030).',
    steps: stepsOf('artifacts', ['list with a token']),
    stock: 200,
    status: 400,
    body: /"Invalid page token, /
  },
  {
    reason: 'A message about a path says what is wrong with it (rule R); MLflow refuses these too.',
    steps: [
      ...stepsOf('logged models', ['list ..', 'download an absolute path']),
      ...stepsOf('artifacts', [
        'list an absolute path',
        'list ..',
        'list .. within',
        'list a fragment',
        'list a Windows path',
        'download ..',
        'download .. within',
        'download an absolute path',
        'download a file address',
        'upload to ..',
        'upload to an absolute path',
        'presigned address of ..',
        'download of a version outside of it',
        'download of a version with an absolute path'
      ]),
      ...stepsOf('artifact proxy', [
        'list ..',
        'list an absolute path',
        'get ..',
        'get .. within',
        'get encoded ..',
        'get .. with encoded slashes',
        'get an absolute path',
        'get an encoded absolute path',
        'get a fragment',
        'get a file address',
        'put to ..',
        'put to encoded ..',
        'put to an encoded absolute path',
        'delete ..',
        'delete encoded ..',
        'multipart create of ..',
        'presigned download of ..'
      ])
    ],
    stock: 400,
    status: 400,
    body: /^\{"error_code":"INVALID_PARAMETER_VALUE","message":"Invalid path: /
  },
  {
    reason: 'Paths are decoded once (T7, B041): what is still encoded is a name.',
    steps: [...stepsOf('artifacts', ['download encoded ..']), ...stepsOf('artifact proxy', ['get .. encoded twice'])],
    stock: 400,
    status: 404,
    body: /"No such artifact: '.*%2e%2e/
  },
  {
    reason: 'Paths are decoded once (T7, B041): what is still encoded is a name, of a folder that is not there.',
    steps: stepsOf('artifacts', ['list encoded ..', 'list .. encoded twice']),
    stock: 400,
    status: 200,
    body: /^\{"root_uri":"mlflow-artifacts:\/\d+\/[0-9a-f]{32}\/artifacts"\}$/
  },
  {
    reason: 'Names that another platform cannot hold or shows as another, and empty ones (T7, B042, B045, B049, B051 to B054).',
    steps: [
      ...stepsOf('artifacts', ['list a folder with a slash']),
      ...stepsOf('artifact proxy', [
        'put another case of a name',
        'put a name with a dot at the end',
        'put a name of a device',
        'put a name with :',
        'put a name with a hidden character',
        'put a path with an empty name',
        'get with a slash at the end',
        'list a folder with a slash'
      ])
    ],
    stock: 200,
    status: 400,
    body: /^\{"error_code":"INVALID_PARAMETER_VALUE","message":"Invalid path: /
  },
  {
    reason: 'A backslash separates names on Windows (B042); MLflow looks for a file of this name.',
    steps: stepsOf('artifact proxy', ['get .. with a backslash']),
    stock: 404,
    status: 400,
    body: /^\{"error_code":"INVALID_PARAMETER_VALUE","message":"Invalid path: /
  },
  {
    reason: 'A range that makes no sense is none and means the whole file (B064; RFC 9110, 14.2).',
    steps: stepsOf('artifacts', ['download the range bytes=3-1', 'download the range bytes=abc', 'download the range x=1']),
    stock: 416,
    status: 200,
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the file holds these bytes
    body: /^\u0000\u0001\u0002\ufffd$/
  },
  {
    reason: 'A range that makes no sense is none and means the whole file (B064; RFC 9110, 14.2).',
    steps: stepsOf('artifact proxy', ['get a range turned around']),
    stock: 400,
    status: 200,
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the file holds every byte
    body: /^\u0000\u0001\u0002/
  },
  {
    reason: 'Several ranges at once give the whole file (B064).',
    steps: stepsOf('artifact proxy', ['get two ranges']),
    stock: 206,
    status: 200,
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the file holds every byte
    body: /^\u0000\u0001\u0002/
  }
]
