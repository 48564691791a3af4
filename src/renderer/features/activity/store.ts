import { create } from 'zustand'
import type { ChainCheck } from '../../../preload/contract/activity.ts'
import { bridge } from '../../bridge.ts'

interface VerifyState {
  readonly isBusy: boolean
  readonly check: ChainCheck | null
  readonly checkedMs: number
  readonly failure: unknown
}

/** The last verification of the audit chain; stays on show while the page is left. */
export const useVerify = create<VerifyState>()(() => ({ isBusy: false, check: null, checkedMs: 0, failure: undefined }))

/** Recomputes the whole chain. */
export async function verifyChain(): Promise<void> {
  useVerify.setState({ isBusy: true, failure: undefined })
  try {
    useVerify.setState({ check: await bridge.activity.verify(), checkedMs: Date.now() })
  } catch (failure) {
    useVerify.setState({ check: null, failure })
  } finally {
    useVerify.setState({ isBusy: false })
  }
}

/** Takes the result away. */
export function dismissCheck(): void {
  useVerify.setState({ check: null, failure: undefined })
}
