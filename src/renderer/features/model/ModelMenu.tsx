import { ActionIcon, Menu } from '@mantine/core'
import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { ModelDetail } from '../../../preload/contract/models.ts'
import { bridge } from '../../bridge.ts'
import { paths } from '../../panels/paths.ts'
import { saveSnapshot } from '../../panels/save-file.ts'
import { useCommand, useReadOnlyReason } from '../../panels/session.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { countNoun } from '../../ui/numbers.ts'
import { showToast } from '../../ui/toasts.tsx'
import { PolicyDialog } from './PolicyDialog.tsx'

/** What is rarely done with a model: an alias, its policy, a snapshot, deleting it. */
export function ModelMenu({
  registry,
  model,
  onAlias
}: {
  readonly registry: string
  readonly model: ModelDetail
  readonly onAlias: () => void
}) {
  const navigate = useNavigate()
  const readOnly = useReadOnlyReason()
  const [open, setOpen] = useState<'policy' | 'delete' | null>(null)
  const close = () => setOpen(null)
  const { name } = model
  const exportIt = () => void saveSnapshot(registry, [name], name)
  useCommand('snapshot.export', exportIt)
  const refusal = readOnly || refuseDeleting(model)
  const remove = async (typedName: string) => {
    await bridge.models.delete({ registry, model: name, typedName })
    showToast({ message: `Deleted ${name}`, tone: 'success' })
    void navigate(paths.models(registry), { replace: true })
  }
  return (
    <>
      <Menu width={260}>
        <Menu.Target>
          <ActionIcon aria-label="More about this model" title="More">
            <Ellipsis size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {readOnly !== '' && <Menu.Label>{readOnly}</Menu.Label>}
          <Menu.Item disabled={readOnly !== '' || model.latestVersion === null} onClick={onAlias}>
            New alias…
          </Menu.Item>
          <Menu.Item disabled={readOnly !== ''} onClick={() => setOpen('policy')}>
            Approval policy…
          </Menu.Item>
          <Menu.Item onClick={exportIt}>Export snapshot…</Menu.Item>
          <Menu.Divider />
          <Menu.Item color="danger" disabled={refusal !== ''} onClick={() => setOpen('delete')}>
            {refusal === '' ? 'Delete model…' : `Delete model: ${refusal}`}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <PolicyDialog isOpen={open === 'policy'} registry={registry} model={name} onClose={close} />
      <ConfirmDialog
        isOpen={open === 'delete'}
        title={`Delete ${name}?`}
        confirmLabel="Delete model"
        tone="danger"
        typedName={name}
        onConfirm={remove}
        onClose={close}
      >
        {name} and its {countNoun(model.versionCount, 'version')} leave the registry, with their aliases, tags and policy. Runs and their
        files stay. This cannot be taken back.
      </ConfirmDialog>
    </>
  )
}

/** Why a model cannot be deleted now; '' when it can. */
export function refuseDeleting({ production, staging }: Pick<ModelDetail, 'production' | 'staging'>): string {
  const [version, stage] = production[0] !== undefined ? [production[0], 'Production'] : [staging[0], 'Staging']
  return version === undefined ? '' : `v${version} is in ${stage}`
}
