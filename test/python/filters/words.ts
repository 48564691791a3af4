/** What the registry under test is made of, and what expressions ask for. */
export const metricKeys = ['loss', 'acc', 'max', 'val/f1', 'a b', 'key', 'größe', 'm.x', 'missing'] as const
export const paramKeys = ['lr', 'user', 'a b', 'dot.ted', 'it`s', 'quo"te', "apo'strophe", '数', 'order', 'missing'] as const
export const tagKeys = ['team', 'mlflow.runName', 'mlflow.note.content', 'a b', 'b`t', 'x.y.z', 'É', 'select', 'missing'] as const
export const texts = [
  '',
  ' ',
  'a',
  'A',
  'ab',
  'aB%',
  'a_c',
  'abc',
  'ABC',
  "it's",
  'say "x"',
  'ä',
  'Ä',
  'straße',
  '数据',
  '🙂',
  'null',
  'None',
  '1',
  '01',
  '1.5',
  'true',
  'back\\slash',
  'new\nline',
  'tab\t',
  '%',
  '_',
  'AND',
  "x' OR '1'='1"
] as const
export const numbers = [
  0,
  -0,
  1,
  -1,
  0.5,
  1.5,
  2,
  1e3,
  -2.5e-3,
  1e300,
  9_007_199_254_740_992,
  0.1,
  100,
  Number.MAX_VALUE,
  -Number.MAX_VALUE
] as const
/** Moments of the registry: few, so that many rows share one. */
export const times = [0, 1, 1000, 1_700_000_000_000, 1_700_000_000_001, 1_800_000_000_000, 9_007_199_254_740_992] as const
export const datasetNames = ['iris', 'Iris', 'a b', "d'x", 'größe'] as const
export const datasetDigests = ['d1', 'D1', 'd_2'] as const
export const contexts = ['train', 'eval', 'Train'] as const
export const statuses = ['RUNNING', 'FINISHED', 'FAILED', 'KILLED', 'SCHEDULED'] as const
export const stages = ['None', 'Staging', 'Production', 'Archived', 'Deleted_Internal'] as const
export const promptTag = 'mlflow.prompt.is_prompt'
export const modelTags = ['team', 'a b', 'x.y', 'b`t', promptTag, 'É'] as const
export const modelNames = ['churn', 'Churn', 'a b', 'größe', 'x.y', "it's", 'prod_1', 'PROD%'] as const
