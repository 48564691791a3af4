import type { ReactNode } from 'react'
import { useRegistry } from '../panels/session.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Page } from '../ui/Page.tsx'

/** The page on show, or while its registry is still being opened, that it is; the page comes by itself then. `isOfRegistry`: its address names one. */
export function WhenOpen({ isOfRegistry, children }: { readonly isOfRegistry: boolean; readonly children: ReactNode }) {
  const registry = useRegistry()
  if (!isOfRegistry || registry?.state !== 'opening') return children
  return (
    <Page title={registry.name} windowTitle="Opening" isLoading>
      <EmptyState fact={`${registry.name} is being checked and opened. This page comes by itself when it is.`} />
    </Page>
  )
}
