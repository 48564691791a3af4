import type { AllowedDifference } from '../allowed.ts'
import { stepsOf } from './steps-of.ts'

/** Differences in the registry that are neither a matter of security nor a bug. */
export const allowedOfRegistry: readonly AllowedDifference[] = [
  {
    reason: "Texts far beyond the widths of MLflow's columns, which SQLite alone does not hold to, are refused and the limit is named.",
    steps: stepsOf('refused by the registry', [
      'create with a description of 100001 characters',
      'create a version with a run link of 2049 characters',
      'create a version with a source of 2100 characters',
      'create a logged model with a name of 501 characters',
      'create a logged model with a type of 501 characters'
    ]),
    stock: 200,
    status: 400,
    body: /"'(description|run_link|source|name|model_type)' exceeds the maximum length of (100000|2048|500) characters"/
  }
]
