import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { configure, type RenderResult, render } from '@testing-library/react'
import type { ReactElement } from 'react'
import { MemoryRouter } from 'react-router'
import { createGreenroomTheme, resolveVariables } from '../../../src/renderer/app/theme.ts'
import { type UiPorts, UiProvider } from '../../../src/renderer/ui/ports.tsx'

// A busy machine draws slowly; what never comes fails all the same.
configure({ asyncUtilTimeout: 5000 })

const viewHeight = 600
const viewWidth = 1000

/** What happy-dom lacks: a size for every element (virtual lists draw nothing without one), media queries and observers. */
export function giveSizes(): void {
  Object.defineProperty(HTMLElement.prototype, 'offsetHeight', { configurable: true, get: () => viewHeight })
  Object.defineProperty(HTMLElement.prototype, 'offsetWidth', { configurable: true, get: () => viewWidth })
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => viewHeight })
  Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, get: () => viewWidth })
  window.matchMedia ??= (query) =>
    ({ matches: false, media: query, addEventListener: () => undefined, removeEventListener: () => undefined }) as unknown as MediaQueryList
  globalThis.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  }
  Element.prototype.scrollIntoView ??= () => undefined
}

export interface Shown extends RenderResult {
  /** What was put on the clipboard, in order. */
  readonly copied: readonly string[]
  readonly links: readonly string[]
}

/** Draws a component as the window would: theme, ports, router; no transitions. `nowMs` fixes the clock of relative times. */
export function show(element: ReactElement, options: { readonly nowMs?: number; readonly path?: string } = {}): Shown {
  giveSizes()
  const copied: string[] = []
  const links: string[] = []
  const ports: UiPorts = {
    copy: async (text) => void copied.push(text),
    openLink: (url) => void links.push(url),
    setTitle: (text) => {
      document.title = text
    },
    density: 'comfortable'
  }
  const wrap = (child: ReactElement) => (
    <MantineProvider theme={createGreenroomTheme(true)} cssVariablesResolver={resolveVariables} env="test">
      <Notifications />
      <UiProvider ports={ports} {...(options.nowMs === undefined ? {} : { nowMs: options.nowMs })}>
        <MemoryRouter initialEntries={[options.path ?? '/']}>{child}</MemoryRouter>
      </UiProvider>
    </MantineProvider>
  )
  const result = render(wrap(element))
  return { ...result, rerender: (next) => result.rerender(wrap(next as ReactElement)), copied, links }
}
