import { Button } from '@mantine/core'
import { Clock } from 'lucide-react'
import { Link } from 'react-router'
import type { ActivityEntry } from '../../../preload/contract/activity.ts'
import type { ModelDetail } from '../../../preload/contract/models.ts'
import { bridge } from '../../bridge.ts'
import { useCall } from '../../panels/calls.ts'
import { paths } from '../../panels/paths.ts'
import { StageBadge } from '../../ui/Badges.tsx'
import { Card, Section } from '../../ui/Page.tsx'
import { RowLink } from '../../ui/RowLink.tsx'
import { Nothing, TimeAgo } from '../../ui/Values.tsx'
import styles from './model.module.css'

const lookedAt = 500

/** What is in Production and Staging now, since when, and what waits to get there. */
export function StageCard({ registry, model }: { readonly registry: string; readonly model: ModelDetail }) {
  const { name } = model
  const events = ['registry.changed', 'activity.changed', 'requests.changed'] as const
  const known = useCall(
    async (signal) => ({
      moves: await bridge.activity.list({ registry, model: name, query: 'stage.changed', limit: lookedAt }, { signal }),
      requests: await bridge.promotions.list({ registry, model: name, show: 'open' }, { signal })
    }),
    [registry, name],
    { reloadOn: events, registry }
  )
  const moves = known.value?.moves.rows ?? []
  return (
    <Section title="Now in stages">
      <Card>
        {(['Production', 'Staging'] as const).map((stage) => (
          <div key={stage} className={styles.stage}>
            <StageBadge stage={stage} />
            <div>
              {listVersions(model, stage).map((version) => (
                <div key={version}>
                  <RowLink to={paths.version(registry, name, version)}>v{version}</RowLink>{' '}
                  <Since atMs={findSince(moves, version, stage)} />
                </div>
              ))}
              {listVersions(model, stage).length === 0 && <Nothing />}
            </div>
          </div>
        ))}
        {known.value?.requests.rows.map((request) => (
          <div key={request.id} className={styles.request}>
            <Clock size={14} aria-hidden />
            <span>
              v{request.version} → {request.toStage}{' '}
              <span className={styles.dim}>
                {request.status === 'failed' ? 'failed' : `${request.approvals} of ${request.approvalsNeeded} ok`}
              </span>
            </span>
            <Button
              variant="default"
              component={Link}
              to={paths.approval(request.id)}
              aria-label={`Review the request for v${request.version}`}
            >
              Review
            </Button>
          </div>
        ))}
      </Card>
    </Section>
  )
}

function Since({ atMs }: { readonly atMs: number | undefined }) {
  if (atMs === undefined) return null
  return (
    <span className={styles.dim}>
      since <TimeAgo atMs={atMs} />
    </span>
  )
}

function listVersions(model: ModelDetail, stage: 'Production' | 'Staging'): readonly string[] {
  return stage === 'Production' ? model.production : model.staging
}

/** When a version came into the stage it is in; undefined when nobody saw it. `moves`: newest first. */
export function findSince(moves: readonly ActivityEntry[], version: string, stage: string): number | undefined {
  const last = moves.find((entry) => entry.action === 'stage.changed' && entry.version === version && entry.outcome === 'done')
  return last?.after === stage ? last.atMs : undefined
}
