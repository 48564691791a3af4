import type { AllowedDifference } from '../allowed.ts'
import { stepsOf, tellsSql } from './steps-of.ts'

/** Python's words for a fault in a field, with which ours refuses the request. */
const invalidValue = /^\{"error_code":"INVALID_PARAMETER_VALUE","message":"Invalid value .{1,60} for parameter '[\w.[\]]+' supplied:/

/** MLflow's bugs in experiments, runs and metrics that ours does not share. */
export const bugsOfTracking: readonly AllowedDifference[] = [
  {
    reason: 'MLflow drops a field that it cannot read, and all that come after it, and carries out the rest of the request.',
    steps: [
      ...stepsOf('experiments', ['search by a number of no stage']),
      ...stepsOf('runs', ['create at a time beyond int64']),
      ...stepsOf('logging', [
        'metric of value nan in small letters',
        'metric at time a fraction',
        'metric at time too large',
        'metric of step a fraction',
        'metric of step too large'
      ]),
      ...stepsOf('batches', ['a metric with a word', 'a metric with a fraction as step', 'a param with a number']),
      ...stepsOf('run pages', ['of a number', 'a page of a fraction', 'by a number of none']),
      ...stepsOf('histories', ['a page of a word', 'a page of a fraction', 'a page beyond int32']),
      ...stepsOf('protocol', ['an integer as text with blanks', 'an integer beyond int64']),
      ...stepsOf('wrong types', [
        'runs/create: start_time = a bool',
        'runs/create: start_time = a fraction',
        'runs/update: end_time = a bool',
        'runs/update: end_time = a fraction',
        'runs/log-metric: timestamp = a bool',
        'runs/log-metric: timestamp = a fraction',
        'runs/log-metric: step = a bool',
        'runs/log-metric: step = a fraction',
        'runs/search: experiment_ids = a list of objects',
        'runs/search: max_results = a bool',
        'runs/search: max_results = a fraction',
        'runs/search: page_token = a number',
        'runs/search: page_token = a bool',
        'runs/search: page_token = a list',
        'runs/search: page_token = an object',
        'runs/search: run_view_type = a list'
      ])
    ],
    stock: 200,
    status: 400,
    body: invalidValue
  },
  {
    reason: 'MLflow drops a field that it cannot read, and then complains of what it finds in its place.',
    steps: [
      ...stepsOf('datasets', ['search a number', 'search a text']),
      ...stepsOf('wrong types', [
        'experiments/search: max_results = a bool',
        'experiments/search: max_results = a fraction',
        '/ajax-api/2.0/mlflow/experiments/search-datasets: experiment_ids = a number',
        '/ajax-api/2.0/mlflow/experiments/search-datasets: experiment_ids = a text',
        '/ajax-api/2.0/mlflow/experiments/search-datasets: experiment_ids = an object',
        '/ajax-api/2.0/mlflow/experiments/search-datasets: experiment_ids = a bool',
        '/ajax-api/2.0/mlflow/experiments/search-datasets: experiment_ids = a list of objects'
      ])
    ],
    stock: 400,
    status: 400,
    body: invalidValue
  },
  {
    reason: 'MLflow takes a text where an object belongs for an empty object.',
    steps: [...stepsOf('datasets', ['log a list of words']), ...stepsOf('wrong types', ['runs/outputs: models = a list'])],
    stock: 200,
    status: 400,
    body: invalidValue,
    paths: ['message', 'sqlstate', 'error_class']
  },
  {
    reason: 'MLflow takes a text where a tag belongs for an empty tag, and then complains of its empty key.',
    steps: stepsOf('wrong types', ['experiments/create: tags = a list']),
    stock: 400,
    status: 400,
    body: invalidValue
  },
  {
    reason: 'MLflow fails with status 500, which its clients retry for minutes, on values of a wrong kind.',
    steps: [
      ...stepsOf('logging', ['metric of value a list']),
      ...stepsOf('batches', ['a list of words']),
      ...stepsOf('histories', ['bulk with a limit of a word']),
      ...stepsOf('protocol', ['an integer as 1e400']),
      ...stepsOf('wrong types', [
        'experiments/search: max_results = a list',
        'experiments/search: max_results = an object',
        'experiments/search: view_type = a list',
        'runs/create: start_time = a list',
        'runs/create: start_time = an object',
        'runs/update: end_time = a list',
        'runs/update: end_time = an object',
        'runs/log-metric: value = a list',
        'runs/log-metric: value = an object',
        'runs/log-metric: timestamp = a list',
        'runs/log-metric: timestamp = an object',
        'runs/log-metric: step = a list',
        'runs/log-metric: step = an object',
        'runs/search: max_results = a list',
        'runs/search: max_results = an object'
      ])
    ],
    stock: 500,
    status: 400,
    body: invalidValue
  },
  {
    reason: 'MLflow fails with status 500 on bodies that are JSON but no object.',
    steps: stepsOf('protocol', [
      'an empty list',
      'a list',
      'a number',
      'true',
      'JSON in a text in a text',
      'a text that is no JSON',
      'an empty text',
      'a list in a text'
    ]),
    stock: 500,
    status: 400,
    body: /^\{"error_code":"INVALID_PARAMETER_VALUE","message":"(Invalid value .{1,60} for parameter 'request' supplied|The request body is not JSON)/
  },
  {
    reason: 'MLflow fails with status 500 on null where a list or a number may be left out.',
    steps: [
      ...stepsOf('batches', ['null lists']),
      ...stepsOf('wrong types', [
        'runs/log-batch: metrics = null',
        'runs/log-batch: params = null',
        'runs/log-batch: tags = null',
        'runs/search: max_results = null'
      ])
    ],
    stock: 500,
    status: 200,
    body: /^\{\}$/
  },
  {
    reason: 'MLflow fails with status 500 on steps written as whole fractions, which it reads elsewhere.',
    steps: stepsOf('edges', ['interval by GET with steps as fractions']),
    stock: 500,
    status: 200,
    body: /^\{"metrics":\[.+"step":2,/
  },
  {
    reason: 'MLflow fails with status 500 on an id beyond int64.',
    steps: stepsOf('experiments', ['get an id beyond int64']),
    stock: 500,
    status: 400,
    body: /Invalid experiment ID '9223372036854775808'/
  },
  {
    reason: "MLflow's message tells its SQL and parameters where a name is taken.",
    steps: stepsOf('experiments', ['create with a taken name', 'create with the name of a deleted one']),
    stock: 400,
    stockBody: tellsSql,
    status: 400,
    body: /^\{"error_code":"RESOURCE_ALREADY_EXISTS","message":"Experiment\(name=churn( 2)?\) already exists\.( It is deleted: .+)?",/
  },
  {
    reason: "MLflow's message tells its SQL and parameters where the new name of an experiment is taken.",
    steps: stepsOf('experiments', ['rename to a taken name', 'rename to the name of a deleted one']),
    stock: 400,
    stockBody: tellsSql,
    status: 400,
    body: /^\{"error_code":"BAD_REQUEST","message":"Experiment\(name=.+\) already exists\./
  },
  {
    reason: 'MLflow fails, and tells its SQL, where the output of a run is sent again, as clients do that got no answer.',
    steps: stepsOf('datasets', ['output again at another step']),
    stock: 400,
    stockBody: tellsSql,
    status: 200,
    body: /^\{\}$/
  },
  {
    reason: 'MLflow fails where the flavors of a model that is recorded are no object.',
    steps: stepsOf('batches', ['record one with a list of flavors']),
    stock: 500,
    status: 400,
    body: /Malformed model info: its flavors are no object but \[\]\./
  },
  {
    reason: "MLflow's message tells its SQL and parameters where a tag is given twice; for an experiment it says that the name is taken.",
    steps: [
      ...stepsOf('experiments', ['create with tags, one twice']),
      ...stepsOf('runs', ['create with a name and an empty tag', 'create with a tag twice']),
      ...stepsOf('datasets', ['log one with a tag twice'])
    ],
    stock: 400,
    stockBody: tellsSql,
    status: 400,
    body: /^\{"error_code":"BAD_REQUEST","message":"The tag '[\w.]+' is given twice\."/,
    paths: ['error_code', 'message', 'error_class']
  },
  {
    reason: "MLflow's message tells its SQL and parameters where a run names no experiment.",
    steps: [...stepsOf('runs', ['create with nothing']), ...stepsOf('wrong types', ['runs/create: experiment_id = null'])],
    stock: 400,
    stockBody: tellsSql,
    status: 400,
    body: /^\{"error_code":"BAD_REQUEST","message":"Missing value for required parameter 'experiment_id'\./
  },
  {
    reason: "MLflow's message tells its SQL and parameters where a model is unknown, and a batch has written its other values by then.",
    steps: [...stepsOf('logging', ['metric of an unknown model']), ...stepsOf('batches', ['a metric of an unknown model'])],
    stock: 400,
    stockBody: tellsSql,
    status: 400,
    body: /^\{"error_code":"BAD_REQUEST","message":"Logged model with ID 'm-nobody' not found\./
  },
  {
    reason: 'MLflow writes the bare word NaN, which is no JSON.',
    steps: stepsOf('histories', ['bulk of odd values']),
    stock: 200,
    status: 200,
    body: /"value":"NaN"/,
    paths: ['body']
  }
]
