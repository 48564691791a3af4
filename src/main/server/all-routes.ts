import type { Route } from './route.ts'
import { artifactTransferRoutes } from './routes/artifact-transfer.ts'
import { artifactRoutes } from './routes/artifacts.ts'
import { experimentRoutes } from './routes/experiments.ts'
import { healthRoutes } from './routes/health.ts'
import { loggedModelRoutes } from './routes/logged-models.ts'
import { metricRoutes } from './routes/metrics.ts'
import { modelVersionRoutes } from './routes/model-versions.ts'
import { pageRoutes } from './routes/pages.ts'
import { registeredModelRoutes } from './routes/registered-models.ts'
import { runRoutes } from './routes/runs.ts'

/** Every route of the service. */
export const allRoutes: readonly Route[] = [
  ...healthRoutes,
  ...experimentRoutes,
  ...runRoutes,
  ...metricRoutes,
  ...registeredModelRoutes,
  ...modelVersionRoutes,
  ...loggedModelRoutes,
  ...artifactRoutes,
  ...artifactTransferRoutes,
  ...pageRoutes
]
