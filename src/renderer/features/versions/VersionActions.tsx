import { ActionIcon, Button, Menu } from '@mantine/core'
import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { Stage } from '../../../preload/contract/common.ts'
import type { VersionDetail } from '../../../preload/contract/versions.ts'
import { bridge } from '../../bridge.ts'
import { AliasDialog } from '../../panels/alias-dialog.tsx'
import { useCall } from '../../panels/calls.ts'
import { paths } from '../../panels/paths.ts'
import { PromotionDialog } from '../../panels/promotion-dialog.tsx'
import { useReadOnlyReason } from '../../panels/session.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { RefusableButton } from '../../ui/RefusableButton.tsx'
import { showToast } from '../../ui/toasts.tsx'

interface VersionActionsProps {
  readonly registry: string
  readonly version: VersionDetail
  /** The page has another act that comes first. */
  readonly isQuiet: boolean
}

/** The next sensible step as the one filled button; the rest in a menu. */
export function VersionActions({ registry, version, isQuiet }: VersionActionsProps) {
  const navigate = useNavigate()
  const readOnly = useReadOnlyReason()
  const [moving, setMoving] = useState<{ readonly stage?: Stage } | null>(null)
  const [open, setOpen] = useState<'alias' | 'delete' | null>(null)
  const { model } = version
  const detail = useCall((signal) => bridge.models.get({ registry, model }, { signal }), [registry, model], {
    reloadOn: ['registry.changed'],
    registry
  })
  const base = detail.value?.production.find((one) => one !== version.version) ?? version.siblings.find((one) => one !== version.version)
  const refusal = readOnly || refuseDeleting(version)
  const remove = async (typedName: string) => {
    await bridge.versions.delete({ registry, model, version: version.version, typedName })
    showToast({ message: `Deleted ${model} v${version.version}`, tone: 'success' })
    void navigate(paths.model(registry, model), { replace: true })
  }
  const compare = () =>
    base &&
    void navigate(
      paths.compareVersions(registry, [
        { model, version: base },
        { model, version: version.version }
      ])
    )
  return (
    <>
      <RefusableButton
        variant="default"
        refusal={base ? '' : 'There is no other version to compare with.'}
        title={`Compare with v${base}`}
        onClick={compare}
      >
        Compare…
      </RefusableButton>
      <NextStepButton version={version} readOnly={readOnly} isQuiet={isQuiet} onMove={(stage) => setMoving({ stage })} />
      <Menu width={260}>
        <Menu.Target>
          <ActionIcon aria-label="More about this version" title="More">
            <Ellipsis size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {readOnly !== '' && <Menu.Label>{readOnly}</Menu.Label>}
          <Menu.Item disabled={readOnly !== ''} onClick={() => setMoving({})}>
            Move to another stage…
          </Menu.Item>
          <Menu.Item disabled={readOnly !== ''} onClick={() => setOpen('alias')}>
            New alias…
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item color="danger" disabled={refusal !== ''} onClick={() => setOpen('delete')}>
            {refusal === '' ? 'Delete version…' : `Delete version: ${refusal}`}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <PromotionDialog registry={registry} mover={moving && version} stage={moving?.stage} onClose={() => setMoving(null)} />
      <AliasDialog
        isOpen={open === 'alias'}
        registry={registry}
        model={model}
        aliases={detail.value?.aliases ?? []}
        version={version.version}
        versions={version.siblings}
        onClose={() => setOpen(null)}
      />
      <ConfirmDialog
        isOpen={open === 'delete'}
        title={`Delete ${model} v${version.version}?`}
        confirmLabel="Delete version"
        tone="danger"
        typedName={`${model} v${version.version}`}
        onConfirm={remove}
        onClose={() => setOpen(null)}
      >
        The version leaves the registry and its number is not used again. Its run and files stay. This cannot be taken back.
      </ConfirmDialog>
    </>
  )
}

interface NextStepProps {
  readonly version: VersionDetail
  readonly readOnly: string
  readonly isQuiet: boolean
  readonly onMove: (stage: Stage) => void
}

function NextStepButton({ version, readOnly, isQuiet, onMove }: NextStepProps) {
  const navigate = useNavigate()
  const { next } = version
  if (next.kind === 'none') return null
  const variant = isQuiet ? 'default' : 'filled'
  if (next.kind === 'review')
    return (
      <Button variant={variant} onClick={() => void navigate(paths.approval(next.requestId))}>
        Review request
      </Button>
    )
  return (
    <RefusableButton variant={variant} refusal={readOnly} onClick={() => onMove(next.stage)}>
      {next.kind === 'promote' ? `Promote to ${next.stage}…` : `Request ${next.stage}…`}
    </RefusableButton>
  )
}

/** Why a version cannot be deleted; '' when it can. */
export function refuseDeleting({ stage, aliases }: Pick<VersionDetail, 'stage' | 'aliases'>): string {
  if (stage === 'Production' || stage === 'Staging') return `it is in ${stage}`
  return aliases.length > 0 ? `@${aliases[0]} points to it` : ''
}
