import { bridge } from '../bridge.ts'
import type { ChartFile } from '../ui/LineChart.tsx'
import { formatBytes } from '../ui/numbers.ts'
import { showFailure, showToast } from '../ui/toasts.tsx'

const purposes = { png: 'image', svg: 'drawing', csv: 'csv' } as const

/** Asks where to and writes a chart's PNG (a data URL), SVG or numbers (CSV text); for LineChart's `onExport`. Reports its own failures. */
export async function saveChart(name: string, kind: ChartFile, content: string): Promise<void> {
  try {
    const target = await bridge.files.chooseTarget({ purpose: purposes[kind], suggestedName: `${name}.${kind}` })
    if (!target) return
    const text = kind === 'png' ? content.slice(content.indexOf(',') + 1) : content
    await bridge.files.saveText({ target: target.handle, text, encoding: kind === 'png' ? 'base64' : 'utf8' })
    showToast({ message: `Wrote ${target.name}`, tone: 'success' })
  } catch (failure) {
    showFailure('Could not save the chart', failure)
  }
}

/** Asks where to and writes a snapshot of these models with their runs; none named: the whole registry. Reports its own failures. */
export async function saveSnapshot(registry: string, models: readonly string[], suggestedName: string): Promise<void> {
  try {
    const target = await bridge.files.chooseTarget({ purpose: 'snapshot', suggestedName: `${suggestedName}.greenroom` })
    if (!target) return
    const { size, manifest } = await bridge.snapshots.export({ registry, models: [...models], target: target.handle })
    showToast({ message: `Wrote ${target.name}: ${manifest.versionCount} versions, ${formatBytes(size)}`, tone: 'success' })
  } catch (failure) {
    showFailure('Could not export the snapshot', failure)
  }
}
