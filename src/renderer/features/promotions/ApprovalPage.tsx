import { Stack } from '@mantine/core'
import { useParams } from 'react-router'
import type { RequestDetail } from '../../../preload/contract/promotions.ts'
import { bridge } from '../../bridge.ts'
import { useCall } from '../../panels/calls.ts'
import { DecisionBox } from '../../panels/decision-box.tsx'
import { paths } from '../../panels/paths.ts'
import { usePerson, useSession } from '../../panels/session.ts'
import { RequestStatusBadge } from '../../ui/Badges.tsx'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { Card, Page, PageBody, Section } from '../../ui/Page.tsx'
import { PropertyTable } from '../../ui/PropertyTable.tsx'
import { RowLink } from '../../ui/RowLink.tsx'
import { Hash, TimeAgo } from '../../ui/Values.tsx'
import { Checks } from './Checks.tsx'
import { Evidence } from './Evidence.tsx'
import { Outcome } from './Outcome.tsx'
import styles from './promotions.module.css'
import { StageMove } from './StageMove.tsx'
import { Timeline } from './Timeline.tsx'

/** One request with its evidence, like a pull request. */
export function ApprovalPage() {
  const { id = '' } = useParams()
  const person = usePerson()
  const { value, failure, isLoading, reload } = useCall((signal) => bridge.promotions.get({ id }, { signal }), [id, person?.id], {
    reloadOn: ['requests.changed', 'registry.changed']
  })
  const title = value ? `${value.model} v${value.version} → ${value.toStage}` : 'Request'
  return (
    <Page
      title={title}
      windowTitle={title}
      crumbs={[{ label: 'Approvals', to: paths.approvals() }, { label: value ? `${value.model} v${value.version}` : 'Request' }]}
      facts={value && <RequestStatusBadge status={value.status} />}
      isLoading={isLoading}
    >
      <PageBody>
        {failure !== undefined && <FailureBox failure={failure} what="Could not load the request" onRetry={reload} />}
        {value && <RequestBody request={value} onDecided={reload} />}
      </PageBody>
    </Page>
  )
}

function RequestBody({ request, onDecided }: { readonly request: RequestDetail; readonly onDecided: () => void }) {
  const isOpen = request.status === 'pending' || request.status === 'failed' || request.status === 'approved'
  return (
    <div className={styles.layout}>
      <div>
        {request.status === 'failed' && request.problem !== null && (
          <Stack mb="md">
            <FailureBox what="The promotion was approved, but not carried out" failure={{ code: 'CONFLICT', message: request.problem }} />
          </Stack>
        )}
        <div className={styles.lead}>
          <strong>{request.requestedBy}</strong> {isOpen ? 'asks' : 'asked'} to move{' '}
          <RowLink to={paths.version(request.registryId, request.model, request.version)}>
            {request.model} v{request.version}
          </RowLink>
          <StageMove from={request.fromStage} to={request.toStage} />
        </div>
        <blockquote className={styles.reason}>{request.reason}</blockquote>
        <Evidence request={request} />
        <Section title="Timeline">
          <Timeline events={request.events} />
        </Section>
      </div>
      <div className={styles.side}>
        {isOpen ? <DecisionBox request={request} onDecided={onDecided} /> : <Outcome events={request.events} />}
        <Card>
          <Section title="Checks">
            <Checks checks={request.checks} />
          </Section>
          <RequestFacts request={request} />
        </Card>
      </div>
    </div>
  )
}

function RequestFacts({ request }: { readonly request: RequestDetail }) {
  const registryName = useSession((session) => session.registries.find((registry) => registry.id === request.registryId)?.name)
  return (
    <PropertyTable
      properties={[
        { label: 'Registry', value: registryName ?? 'not open' },
        { label: 'Requested', value: <TimeAgo atMs={request.requestedMs} /> },
        ...(request.closedMs === null ? [] : [{ label: 'Closed', value: <TimeAgo atMs={request.closedMs} /> }]),
        { label: `In ${request.toStage}`, value: describeIncumbent(request) },
        { label: 'Files', value: request.artifactDigest && <Hash value={request.artifactDigest} label="SHA-256" /> }
      ]}
    />
  )
}

function describeIncumbent({ incumbent, archiveExisting, closedMs }: RequestDetail): string {
  if (incumbent === null) return 'no version when it was requested'
  if (closedMs !== null) return `v${incumbent} when it was requested`
  return `v${incumbent}, ${archiveExisting ? 'to be archived' : 'stays'}`
}
