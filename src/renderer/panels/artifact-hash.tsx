import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ArtifactRoot } from '../../preload/contract/artifacts.ts'
import { bridge } from '../bridge.ts'
import { showFailure } from '../ui/toasts.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { Hash } from '../ui/Values.tsx'

/** The SHA-256 of one file, computed when asked for. Key it by path. */
export function ArtifactHash({ registry, root, path }: { readonly registry: string; readonly root: ArtifactRoot; readonly path: string }) {
  const [sha256, setSha256] = useState<string>()
  const { isBusy, run } = useSubmit()
  const compute = () =>
    run(async () => {
      try {
        setSha256((await bridge.artifacts.hash({ registry, root, path })).sha256)
      } catch (failure) {
        showFailure(`Could not hash ${path}`, failure)
      }
    })
  if (sha256 !== undefined) return <Hash value={sha256} label="SHA-256" />
  return (
    <Button variant="subtle" color="gray" loading={isBusy} onClick={() => void compute()}>
      SHA-256
    </Button>
  )
}
