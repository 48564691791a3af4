import { LineChart as EchartsLine } from 'echarts/charts'
import { GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers'
import { formatMetric, formatShort } from './numbers.ts'
import { type Series, smoothPoints } from './series.ts'
import { formatMoment } from './times.ts'

echarts.use([EchartsLine, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent, CanvasRenderer, SVGRenderer])

export interface CanvasOptions {
  readonly title: string
  readonly series: readonly Series[]
  readonly xKind: 'step' | 'time' | 'category'
  /** Names of the categories by x. */
  readonly categories: readonly string[]
  readonly xName: string
  readonly isLog: boolean
  readonly smoothing: number
  readonly thresholds: readonly { readonly value: number; readonly label: string }[]
  /** Charts of one group share their hover. */
  readonly group: string | undefined
}

export interface ChartCanvas {
  update(options: CanvasOptions): void
  /** The chart with its title and legend, on the page's ground: PNG as a data URL, twice the screen's pixels, or the text of an SVG. */
  toImage(kind: 'png' | 'svg'): string
  dispose(): void
}

const dashes = ['solid', 'solid', 'solid', 'solid', 'dashed', 'dashed', 'dashed', 'dashed'] as const
const symbols = ['circle', 'triangle', 'rect', 'diamond', 'circle', 'triangle', 'rect', 'diamond'] as const
/** Points are marked only while they can be told apart: all lines of a chart, or none. */
const markedUpTo = 24
/** Pixels above and below the drawing of a picture, for its title and its legend. */
const titleHeight = 34
const legendHeight = 30

/** Draws into `element` and follows its size. Tooltips are rich text on the canvas: no HTML is ever made from data. */
export function mountChart(element: HTMLElement): ChartCanvas {
  const chart = echarts.init(element, undefined, { renderer: 'canvas' })
  const observer = new ResizeObserver(() => chart.resize())
  observer.observe(element)
  const token = (name: string) => readToken(element, name)
  let latest: CanvasOptions | undefined
  return {
    update: (options) => {
      latest = options
      chart.setOption(buildOption(options, token), { notMerge: true })
      chart.group = options.group ?? ''
      if (options.group) echarts.connect(options.group)
    },
    toImage: (kind) => (latest ? drawImage(kind, latest, { width: chart.getWidth(), height: chart.getHeight() }, token) : ''),
    dispose: () => {
      observer.disconnect()
      chart.dispose()
    }
  }
}

/** Drawn apart from the page, where title and legend are HTML. */
function drawImage(
  kind: 'png' | 'svg',
  options: CanvasOptions,
  size: { readonly width: number; readonly height: number },
  token: (name: string) => string
): string {
  const hasLegend = options.series.length > 1
  const height = size.height + titleHeight + (hasLegend ? legendHeight : 0)
  const chart =
    kind === 'svg'
      ? echarts.init(null, undefined, { renderer: 'svg', ssr: true, width: size.width, height })
      : echarts.init(document.createElement('div'), undefined, { renderer: 'canvas', width: size.width, height })
  try {
    const option = buildOption(options, token)
    const text = { color: token('text'), fontFamily: fontOfPage() }
    chart.setOption({
      ...option,
      backgroundColor: token('surface'),
      title: { text: options.title, left: 12, top: 10, textStyle: { ...text, fontSize: 13, fontWeight: 600 } },
      ...(hasLegend ? { legend: { left: 8, bottom: 6, itemWidth: 16, icon: 'roundRect', itemHeight: 3, textStyle: text } } : {}),
      grid: { ...option.grid, top: titleHeight + option.grid.top - 6, bottom: option.grid.bottom + (hasLegend ? legendHeight : 0) }
    })
    return kind === 'svg' ? chart.renderToSVGString() : chart.getDataURL({ type: 'png', pixelRatio: 2 })
  } finally {
    chart.dispose()
  }
}

function fontOfPage(): string {
  return getComputedStyle(document.body).fontFamily
}

function readToken(element: HTMLElement, name: string): string {
  return getComputedStyle(element).getPropertyValue(`--gr-${name}`).trim() || '#888888'
}

function buildOption(options: CanvasOptions, token: (name: string) => string) {
  const label = { color: token('text-dim'), fontSize: 11, fontFamily: fontOfPage() }
  const longest = Math.max(0, ...options.series.map((one) => one.points.length))
  const line = { lineStyle: { color: token('border') } }
  return {
    animation: false,
    grid: {
      left: 8,
      right: 16,
      top: options.thresholds.length > 0 ? 24 : 14,
      bottom: 20,
      outerBoundsMode: 'same' as const,
      outerBoundsContain: 'axisLabel' as const
    },
    tooltip: {
      trigger: 'axis' as const,
      renderMode: 'richText' as const,
      confine: true,
      backgroundColor: token('floating'),
      borderColor: token('border'),
      textStyle: { ...label, color: token('text'), fontSize: 12 },
      valueFormatter: (value: unknown) => formatMetric(typeof value === 'number' ? value : null),
      axisPointer: { type: 'line' as const, label: { show: false } }
    },
    xAxis: {
      ...axisOfX(options),
      name: options.xName,
      nameLocation: 'end' as const,
      nameTextStyle: { ...label, align: 'right' as const, verticalAlign: 'top' as const, padding: [20, 0, 0, 0] },
      axisLabel: label,
      axisLine: line,
      axisTick: line,
      splitLine: { show: false }
    },
    yAxis: {
      type: options.isLog ? ('log' as const) : ('value' as const),
      scale: true,
      axisLabel: { ...label, formatter: (value: number) => formatShort(value) },
      splitLine: { lineStyle: { color: token('border'), opacity: 0.6 } }
    },
    series: options.series.map((one, index) => drawSeries(one, index, { ...options, isMarked: longest <= markedUpTo }, token))
  }
}

function axisOfX({ xKind, categories }: CanvasOptions) {
  if (xKind === 'category') return { type: 'category' as const, data: [...categories], boundaryGap: true }
  if (xKind === 'time')
    return {
      type: 'time' as const,
      axisPointer: { label: { formatter: (at: { value: unknown }) => formatMoment(Number(at.value)) } }
    }
  return { type: 'value' as const, scale: true, minInterval: 1 }
}

function drawSeries(one: Series, index: number, options: CanvasOptions & { readonly isMarked: boolean }, token: (name: string) => string) {
  const color = token(`series-${(one.color % 8) + 1}`)
  const points = smoothPoints(one.points, options.smoothing)
  const marks = index === 0 ? options.thresholds : []
  return {
    id: one.id,
    name: one.label,
    type: 'line' as const,
    color,
    data: points.map(({ x, y }) => [
      options.xKind === 'category' ? (options.categories[x] ?? String(x)) : x,
      keepForScale(y, options.isLog)
    ]),
    // A single point has no line to be seen by.
    showSymbol: options.isMarked || points.length === 1,
    symbol: symbols[one.color % 8],
    symbolSize: 6,
    connectNulls: false,
    sampling: 'lttb' as const,
    lineStyle: { width: 2, type: dashes[one.color % 8] },
    emphasis: { focus: 'series' as const },
    markLine: {
      silent: true,
      symbol: 'none',
      // The usual 2 digits would draw 0.988 at 0.99.
      precision: 12,
      lineStyle: { color: token('text-dim'), type: 'dashed' as const },
      label: { color: token('text-dim'), formatter: '{b}', position: 'insideStartTop' as const },
      data: marks.map(({ value, label }) => ({ yAxis: value, name: label }))
    }
  }
}

/** A log scale has no place for zero and below. */
function keepForScale(y: number | null, isLog: boolean): number | null {
  return y === null || !Number.isFinite(y) || (isLog && y <= 0) ? null : y
}
