import type { AllowedDifference } from '../allowed.ts'
import { stepsOf } from './steps-of.ts'

/** Differences in searches that a rule of the security rules demands. */
export const securityOfSearch: readonly AllowedDifference[] = [
  {
    reason: 'A filter of blanks is none (B065); MLflow refuses it unless it is empty.',
    steps: stepsOf('search', ['runs where  ', 'logged where  ']),
    stock: 400,
    status: 200,
    body: /^\{"(runs|models)":\[/
  },
  {
    reason: 'A number beyond a double is refused (B075); MLflow compares with infinity.',
    steps: stepsOf('search', ['runs where metrics.loss > 1e999']),
    stock: 200,
    status: 400,
    body: /"The number 1e999 is beyond a double"/
  },
  {
    reason: 'A page size below zero (B029).',
    steps: stepsOf('search', ['models with -1 results', 'logged with -1 results']),
    stock: 200,
    status: 400,
    body: /"Invalid value -1 for parameter 'max_results' supplied\. It must be a positive integer"/
  },
  {
    reason: 'A page of logged models has a limit, as that of runs has (B029); MLflow names none.',
    steps: stepsOf('search', ['logged with too many results', 'logged with more than an int32']),
    stock: 200,
    status: 400,
    body: /"Invalid value (1000000|3000000000) for parameter 'max_results' supplied\. It must be at most 50000"/
  }
]

/** MLflow's bugs in searches that ours does not share. */
export const bugsOfSearch: readonly AllowedDifference[] = [
  {
    reason: 'MLflow fails (500) on a list of names instead of texts.',
    steps: stepsOf('search', ['runs where run_id IN (a)']),
    stock: 500,
    status: 400,
    body: /expected a non-empty list of string values, but got ill-formed list\./
  },
  {
    reason: 'MLflow fails (500) on a whole number that SQLite cannot hold.',
    steps: stepsOf('search', ['runs where start_time > 9223372036854775808']),
    stock: 500,
    status: 400,
    body: /"The number 9223372036854775808 is beyond a 64-bit integer"/
  },
  {
    reason: 'MLflow calls a field named twice a fault of the server (500).',
    steps: stepsOf('search', ['runs by a field twice']),
    stock: 500,
    status: 400,
    body: /"message":"`order_by` contains duplicate fields: \['start_time', 'created'\]"/
  },
  {
    reason: 'MLflow fails (500) on IS NULL in searches of models and versions.',
    steps: stepsOf('search', ['models where name IS NULL', 'versions where name IS NULL']),
    stock: 500,
    status: 400,
    body: /"IS NULL \/ IS NOT NULL is not supported here: 'name'"/
  },
  {
    reason: 'MLflow fails (500) on an unknown attribute of logged models.',
    steps: stepsOf('search', ["logged where color = 'red'"]),
    stock: 500,
    status: 400,
    body: /"Invalid attribute key 'color'"/
  },
  {
    reason: 'MLflow fails (500) on a garbled token of logged models.',
    steps: stepsOf('search', ['logged with garbage as token']),
    stock: 500,
    status: 400,
    body: /"Invalid page token: garbage\. Send the token that the same search gave, unchanged\."/
  },
  {
    reason: 'MLflow tells of its JSON parser where a token of logged models is no JSON.',
    steps: stepsOf('search', ['logged with a token of text']),
    stock: 400,
    status: 400,
    body: /"Invalid page token: dGV4dA==\. Send the token that the same search gave, unchanged\."/
  },
  {
    reason: 'MLflow’s server looks for metrics without a digest where a dataset is asked for by name alone, and so finds none.',
    steps: stepsOf('search', ['logged on a dataset by name alone']),
    stock: 200,
    status: 200,
    body: /^\{"models":\[\{"info":\{"model_id":"m-[0-9a-f]{32}","experiment_id":"\d+","name":"z",/,
    paths: ['models']
  },
  {
    reason: 'MLflow takes a text where an object belongs for an empty object.',
    steps: stepsOf('search', ['logged by a text']),
    stock: 400,
    status: 400,
    body: /Invalid value \\"name\\" for parameter 'order_by\[0\]' supplied/,
    paths: ['message', 'sqlstate', 'error_class']
  }
]

/** Other differences in searches. */
export const allowedOfSearch: readonly AllowedDifference[] = [
  {
    reason: 'One class of error for all wrong parameters: MLflow has a class of its own for this field alone.',
    steps: stepsOf('search', ['logged by an unknown field']),
    stock: 400,
    status: 400,
    body: /"message":"Invalid order by field name: color","sqlstate":"KAM00","error_class":"INVALID_PARAMETER_VALUE"/,
    paths: ['sqlstate', 'error_class']
  }
]
