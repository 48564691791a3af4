import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'

export type Density = 'comfortable' | 'compact'

/** What dumb components need from outside: given once by the shell, so no component knows the bridge. */
export interface UiPorts {
  /** Puts text on the clipboard. */
  copy(text: string): Promise<void>
  /** Opens a web address in the system's browser. */
  openLink(url: string): void
  /** Sets the window's title; the shell adds registry and product. */
  setTitle(text: string): void
  readonly density: Density
}

const silent: UiPorts = {
  copy: async () => undefined,
  openLink: () => undefined,
  setTitle: () => undefined,
  density: 'comfortable'
}

const PortsContext = createContext<UiPorts>(silent)
const NowContext = createContext<number | undefined>(undefined)

/** Wraps the whole window (or a test): gives the ports and a clock that ticks every 30 s for relative times. */
export function UiProvider({ ports, nowMs, children }: { readonly ports: UiPorts; readonly nowMs?: number; readonly children: ReactNode }) {
  const ticking = useTick(30_000)
  return (
    <PortsContext value={ports}>
      <NowContext value={nowMs ?? ticking}>{children}</NowContext>
    </PortsContext>
  )
}

/** The ports; harmless stand-ins outside a provider. */
export function useUi(): UiPorts {
  return useContext(PortsContext)
}

/** Milliseconds since the epoch, fresh to half a minute. */
export function useNow(): number {
  const given = useContext(NowContext)
  return useMemo(() => given ?? Date.now(), [given])
}

/** Height of a table row in pixels for the chosen density. */
export function useRowHeight(): number {
  return useUi().density === 'compact' ? 26 : 32
}

function useTick(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
