import type { ModelDetail } from '../../../preload/contract/models.ts'
import { removeAlias } from '../../panels/alias-acts.ts'
import { useReadOnlyReason } from '../../panels/session.ts'
import { StageBadge } from '../../ui/Badges.tsx'
import { AliasChip } from '../../ui/Chips.tsx'

const aliasesShown = 4

/** Beside the model's name: its aliases with their versions, and what is in Production and Staging. */
export function ModelFacts({ registry, model }: { readonly registry: string; readonly model: ModelDetail }) {
  const isReadOnly = useReadOnlyReason() !== ''
  const rest = model.aliases.slice(aliasesShown)
  return (
    <>
      {model.production[0] !== undefined && <StageBadge stage="Production" suffix={`v${model.production[0]}`} />}
      {model.staging[0] !== undefined && <StageBadge stage="Staging" suffix={`v${model.staging[0]}`} />}
      {model.aliases.slice(0, aliasesShown).map(({ alias, version }) => (
        <AliasChip
          key={alias}
          alias={alias}
          version={version}
          onRemove={isReadOnly ? undefined : () => void removeAlias({ registry, model: model.name }, alias, version)}
        />
      ))}
      {rest.length > 0 && <span title={rest.map(({ alias, version }) => `@${alias} → v${version}`).join('\n')}>+{rest.length}</span>}
    </>
  )
}
