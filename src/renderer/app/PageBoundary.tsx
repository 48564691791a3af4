import { Button } from '@mantine/core'
import { Component, type ErrorInfo, type ReactNode } from 'react'
import { useNavigate, useRouteError } from 'react-router'
import { FailureBox } from '../ui/FailureBox.tsx'
import { Page, PageBody } from '../ui/Page.tsx'

interface BoundaryProps {
  /** Another address clears the failure; the page itself is not drawn anew. */
  readonly address: string
  readonly children: ReactNode
}

/** Catches what a page throws while drawing: the rest of the window goes on, and the page can be tried again. */
export class PageBoundary extends Component<BoundaryProps, { readonly thrown: unknown }> {
  override readonly state = { thrown: undefined as unknown }

  static getDerivedStateFromError(thrown: unknown) {
    return { thrown: thrown ?? new Error('The page failed without a reason') }
  }

  override componentDidCatch(thrown: unknown, info: ErrorInfo) {
    console.error('page failed', thrown, info.componentStack)
  }

  override componentDidUpdate(before: BoundaryProps) {
    if (before.address !== this.props.address && this.state.thrown !== undefined) this.setState({ thrown: undefined })
  }

  override render() {
    if (this.state.thrown === undefined) return this.props.children
    return <BrokenPage thrown={this.state.thrown} onRetry={() => this.setState({ thrown: undefined })} />
  }
}

/** Shown by the router when a page could not be loaded at all. */
export function RouteFailure() {
  return <BrokenPage thrown={useRouteError()} onRetry={() => window.location.reload()} />
}

function BrokenPage({ thrown, onRetry }: { readonly thrown: unknown; readonly onRetry: () => void }) {
  const navigate = useNavigate()
  return (
    <Page title="This page stopped" windowTitle="Page stopped">
      <PageBody width={720}>
        <FailureBox
          failure={thrown}
          what="The page stopped while it was being drawn. Nothing in the registry was changed by this."
          onRetry={onRetry}
          actions={
            <Button variant="default" onClick={() => void navigate('/')}>
              Go to the start
            </Button>
          }
        />
      </PageBody>
    </Page>
  )
}
