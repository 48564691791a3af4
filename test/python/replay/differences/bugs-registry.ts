import type { AllowedDifference } from '../allowed.ts'
import { stepsOf, tellsSql } from './steps-of.ts'

/** MLflow's bugs in the registry, in logged models and in artifacts that ours does not share. */
export const bugsOfRegistry: readonly AllowedDifference[] = [
  {
    reason: 'MLflow takes a text where a tag belongs for an empty tag, and then complains of its empty key.',
    steps: stepsOf('registered models', ['create with texts as tags']),
    stock: 400,
    status: 400,
    body: /^\{"error_code":"INVALID_PARAMETER_VALUE","message":"Invalid value \\"a\\" for parameter 'tags\[0\]' supplied: /
  },
  {
    reason: 'MLflow drops a value of a wrong type.',
    steps: stepsOf('refused by the registry', ['create with a number as tag value']),
    stock: 200,
    status: 400,
    body: /^\{"error_code":"INVALID_PARAMETER_VALUE","message":"Invalid value 1 for parameter 'tags\[0\]\.value' supplied: /
  },
  {
    reason: 'A list as the whole body makes MLflow fail with a page and status 500.',
    steps: stepsOf('registered models', ['create with a list as body']),
    stock: 500,
    status: 400,
    body: /^\{"error_code":"INVALID_PARAMETER_VALUE","message":"Invalid value \[\] for parameter 'request' supplied: /
  },
  {
    reason: "A line break at the end of a key passes MLflow's pattern, whose $ stands before it.",
    steps: stepsOf('refused by the registry', ['set a tag with a line break in the key']),
    stock: 200,
    status: 400,
    body: /"Invalid value \\"a\\\\n\\" for parameter 'key' supplied: Names may only contain alphanumerics/
  },
  {
    reason: 'MLflow adds the text of its SQL and of its parameters to the message.',
    steps: stepsOf('registered models', ['rename onto another']),
    stock: 400,
    stockBody: tellsSql,
    status: 400,
    body: /^\{"error_code":"RESOURCE_ALREADY_EXISTS","message":"Registered Model \(name=full\) already exists\.",/
  },
  {
    reason: 'MLflow answers with SQL where a param or tag comes twice; ours says what is wrong with it.',
    steps: stepsOf('logged models', ['create with a param twice', 'log a param with another value']),
    stock: 400,
    stockBody: tellsSql,
    status: 400,
    body: /^\{"error_code":"BAD_REQUEST","message":"Changing param values is not allowed\. Param with key='\w+' was already logged/
  },
  {
    reason: 'MLflow fails with its SQL where the same param is sent again, as by a client that retries; ours has it already.',
    steps: stepsOf('logged models', ['log the same param again', 'log a param twice']),
    stock: 400,
    stockBody: tellsSql,
    status: 200,
    body: /^\{\}$/
  },
  {
    reason: 'MLflow fails with its SQL where a new logged model is given a tag twice; as with tags set later, the last one counts.',
    steps: stepsOf('logged models', ['create with a tag twice']),
    stock: 400,
    stockBody: tellsSql,
    status: 200,
    body: /"tags":\[\{"key":"k","value":"2"\}\]/
  },
  {
    reason: 'MLflow takes a number that is no status for none and forgets the status there was.',
    steps: stepsOf('logged models', ['finalize as 9']),
    stock: 200,
    status: 400,
    body: /^\{"error_code":"INVALID_PARAMETER_VALUE","message":"Invalid value 9 for parameter 'status' supplied: /
  },
  {
    reason: 'MLflow changes the logged model that the body names, whatever the path says.',
    steps: stepsOf('logged models', ['finalize with the id of another in the body']),
    stock: 200,
    status: 400,
    body: /^\{"error_code":"INVALID_PARAMETER_VALUE","message":"The path names the logged model 'm-[0-9a-f]{32}', the body another one\./
  },
  {
    reason: 'MLflow answers 500 to a mistake of the client, which its clients send again for minutes.',
    steps: stepsOf('stages and aliases', ['move to None and archive the others', 'move to archived and archive the others']),
    stock: 500,
    status: 400,
    body: /"Model version transition cannot archive existing model versions because '(None|archived)' is not an Active stage\. Valid stages are \['Staging', 'Production'\]"/
  },
  {
    reason: 'MLflow answers 500 where the source of a version is not there.',
    steps: stepsOf('model versions', ['copy by an empty stage', 'create from an unknown logged model']),
    stock: 500,
    status: 404,
    body: /^\{"error_code":"RESOURCE_DOES_NOT_EXIST","message":"(No versions of model with name 'versioned' and stage 'Staging'|Logged model with ID 'm-unknown') (not )?found/
  },
  {
    reason: 'MLflow answers 500 to a file address with a host.',
    steps: stepsOf('model versions', ['create from a file address with a host']),
    stock: 500,
    status: 400,
    body: /"Invalid model version source: 'file:\/\/host\/tmp\/model'\./
  },
  {
    reason: "MLflow's server does not find the files of a version whose source is runs:/, since it is no client of its own.",
    steps: stepsOf('artifacts', ['download of a version of runs:/']),
    stock: 500,
    status: 200,
    body: /^a$/
  },
  {
    reason: 'MLflow answers 500 where a version is not named.',
    steps: stepsOf('artifacts', ['download of a version without a version']),
    stock: 500,
    status: 400,
    body: /"Parameter 'version' must be an integer, got ''\."/
  },
  {
    reason: 'MLflow answers 500 where a file is in the way of a folder, or a folder in the way of a file (B055).',
    steps: [
      ...stepsOf('artifacts', ['upload to a file as folder']),
      ...stepsOf('artifact proxy', ['put onto a folder', 'put below a file'])
    ],
    stock: 500,
    status: 400,
    body: /"Invalid path: .+ is a (file, not a folder|folder; a file cannot take its place)\."/
  },
  {
    reason: "This route of MLflow's answers without an error code, which its clients read.",
    steps: stepsOf('artifact proxy', ['get a folder']),
    stock: 400,
    status: 400,
    body: /^\{"error_code":"INVALID_PARAMETER_VALUE","message":"Artifact path refers to a directory, not a file: 'proxy\/1'",/,
    paths: ['detail', 'error_code', 'message', 'sqlstate', 'error_class']
  },
  {
    reason: 'A range in a unit that a server does not know means the whole file (RFC 9110, 14.2).',
    steps: stepsOf('artifact proxy', ['get an odd range']),
    stock: 400,
    status: 200,
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the file holds every byte
    body: /^\u0000\u0001\u0002/
  }
]
