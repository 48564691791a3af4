/// <reference types="vite/client" />
import type { Bridge } from '../preload/contract/bridge.ts'

declare global {
  interface Window {
    /** Set by the preload; read by bridge.ts alone. */
    readonly bridge?: Bridge
  }
}
