import type { ServiceSettings } from './route.ts'
import type { Match } from './router.ts'

/** An answer in place of a route that the service was started without. */
export interface Disabled {
  readonly contentType: string
  readonly body: string
}

/** Tells whether a route is switched off by --artifacts-only or --no-serve-artifacts, and with which text MLflow says so (mlflow/server/handlers.py, artifact_router.py); null where it is served. Its status is 503. */
export function findDisabled({ route, rule, isOutsidePrefix }: Match, settings: ServiceSettings): Disabled | null {
  const needs = route.needs ?? 'tracking'
  if (needs === 'tracking' && settings.isArtifactsOnly)
    return describe(
      rule,
      'in `--artifacts-only` mode. To enable tracking server functionality, run `mlflow server` without `--artifacts-only`'
    )
  if (needs !== 'artifacts' || settings.artifactsDestination !== null) return null
  if (isOutsidePrefix)
    return {
      contentType: 'application/json',
      body: '{"detail":"Artifact serving is disabled. Run `mlflow server` with `--serve-artifacts` to enable."}'
    }
  return describe(
    rule,
    'with `--no-serve-artifacts`. To enable artifacts server functionality, run `mlflow server` with `--serve-artifacts`'
  )
}

/** The rule is one of ours in Flask's spelling: no text of a client is in it. */
function describe(rule: string, how: string): Disabled {
  const flaskRule = rule.replaceAll('{path...}', '<path:artifact_path>').replace(/\{(\w+)\}/g, '<$1>')
  return { contentType: 'text/html; charset=utf-8', body: `Endpoint: ${flaskRule} disabled due to the mlflow server running ${how}` }
}
