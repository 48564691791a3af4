import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type axe from 'axe-core'
import type { Page } from 'playwright/test'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds serious or critical on the page on show, in the light and in the dark scheme: `dark: color-contrast: <selector>`. */
export async function findViolations(page: Page): Promise<readonly string[]> {
  const found: string[] = []
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await page.locator(`html[data-mantine-color-scheme="${scheme}"]`).waitFor()
    found.push(...(await runAxe(page)).map((violation) => `${scheme}: ${violation}`))
  }
  return found
}

async function runAxe(page: Page): Promise<readonly string[]> {
  // Evaluated, not added as a script: the page's policy forbids scripts of others.
  await page.evaluate(`window.axe || (() => { ${source} })()`)
  return page.evaluate(async () => {
    const { axe: tool } = window as unknown as { axe: typeof axe }
    const { violations } = await tool.run({ rules: { 'label-content-name-mismatch': { enabled: true } }, resultTypes: ['violations'] })
    // A combobox scrolls its list by the arrow keys while the focus stays in its box; axe knows it only when the list itself scrolls.
    const isScrolledByItsBox = (rule: string, selector: string) =>
      rule === 'scrollable-region-focusable' && document.querySelector(selector)?.closest('[role="listbox"]') !== null
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => ({ id, selector: target.join(' '), failureSummary })))
      .filter(({ id, selector }) => !isScrolledByItsBox(id, selector))
      .map(({ id, selector, failureSummary }) => `${id}: ${selector} (${failureSummary})`)
  })
}
