import { bridge } from '../bridge.ts'
import { showFailure, showUndo } from '../ui/toasts.tsx'

export interface AliasSubject {
  readonly registry: string
  readonly model: string
}

/** Points an alias at a version and offers to take it back: to its old holder, or away. */
export async function moveAlias({ registry, model }: AliasSubject, alias: string, version: string): Promise<void> {
  const { previousVersion } = await bridge.models.setAlias({ registry, model, alias, version })
  const undo = () =>
    previousVersion === null
      ? bridge.models.deleteAlias({ registry, model, alias })
      : bridge.models.setAlias({ registry, model, alias, version: previousVersion })
  const moved = previousVersion !== null && previousVersion !== version
  showUndo(moved ? `${alias} moved from v${previousVersion} to v${version}` : `${alias} points to ${model} v${version}`, () =>
    undo().catch((failure: unknown) => showFailure(`Could not take back @${alias}`, failure))
  )
}

/** Takes an alias away and offers to put it back. Reports its own failures. */
export async function removeAlias({ registry, model }: AliasSubject, alias: string, version: string): Promise<void> {
  try {
    await bridge.models.deleteAlias({ registry, model, alias })
    showUndo(`Removed @${alias} from ${model} v${version}`, () =>
      bridge.models
        .setAlias({ registry, model, alias, version })
        .catch((failure: unknown) => showFailure(`Could not put back @${alias}`, failure))
    )
  } catch (failure) {
    showFailure(`Could not remove @${alias}`, failure)
  }
}

/** What is wrong with a new alias's name; '' when nothing is (MLflow's rules: letters, digits, _ and -; `latest` and `v1` are taken). */
export function checkAliasName(alias: string): string {
  if (!/^[\p{L}\p{N}_-]*$/u.test(alias)) return 'Letters, digits, _ and - only.'
  if (alias.toLowerCase() === 'latest') return '“latest” always means the newest version.'
  if (/^v\p{Nd}+$/iu.test(alias)) return 'Names like v1 would be taken for version numbers.'
  return alias.length > 255 ? 'At most 255 characters.' : ''
}
