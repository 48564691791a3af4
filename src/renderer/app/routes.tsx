import type { ComponentType } from 'react'
import { createHashRouter, type RouteObject } from 'react-router'
import { RouteFailure } from './PageBoundary.tsx'
import { Shell } from './Shell.tsx'
import { StartPage } from './StartPage.tsx'

/** A page that is loaded when it is first visited; the old page stays until then. */
function lazyPage<M extends Record<N, ComponentType>, N extends string>(path: string, load: () => Promise<M>, name: N): RouteObject {
  return { path, lazy: async () => ({ Component: (await load())[name] }), ErrorBoundary: RouteFailure }
}

/** Every address of the window and its page; panels/paths.ts writes these addresses. */
export const pages: RouteObject[] = [
  { index: true, Component: StartPage },
  lazyPage('/welcome', () => import('../features/first-start/FirstStartPage.tsx'), 'FirstStartPage'),
  lazyPage('/r/:registry/models', () => import('../features/models/ModelsPage.tsx'), 'ModelsPage'),
  lazyPage('/r/:registry/models/:model', () => import('../features/model/ModelPage.tsx'), 'ModelPage'),
  lazyPage('/r/:registry/models/:model/v/:version/:tab?', () => import('../features/versions/VersionPage.tsx'), 'VersionPage'),
  lazyPage('/r/:registry/compare', () => import('../features/comparisons/CompareVersionsPage.tsx'), 'CompareVersionsPage'),
  lazyPage('/r/:registry/runs', () => import('../features/runs/RunsPage.tsx'), 'RunsPage'),
  lazyPage('/r/:registry/runs/:runId/:tab?', () => import('../features/run/RunPage.tsx'), 'RunPage'),
  lazyPage('/r/:registry/compare-runs', () => import('../features/comparisons/CompareRunsPage.tsx'), 'CompareRunsPage'),
  lazyPage('/r/:registry/predict/:model?/:reference?', () => import('../features/predictions/PredictPage.tsx'), 'PredictPage'),
  lazyPage('/approvals', () => import('../features/promotions/ApprovalsPage.tsx'), 'ApprovalsPage'),
  lazyPage('/approvals/:id', () => import('../features/promotions/ApprovalPage.tsx'), 'ApprovalPage'),
  lazyPage('/predictions', () => import('../features/predictions/PredictionsPage.tsx'), 'PredictionsPage'),
  lazyPage('/activity', () => import('../features/activity/ActivityPage.tsx'), 'ActivityPage'),
  lazyPage('/settings', () => import('../features/settings/SettingsPage.tsx'), 'SettingsPage'),
  { path: '*', Component: StartPage }
]

/** The router of the window; addresses live after the #, since the page is one file. */
export function createPageRouter() {
  return createHashRouter([{ path: '/', Component: Shell, ErrorBoundary: RouteFailure, HydrateFallback: () => null, children: pages }])
}

export type PageRouter = ReturnType<typeof createPageRouter>
