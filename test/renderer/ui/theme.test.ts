import { DEFAULT_THEME } from '@mantine/core'
import { expect, test } from 'vitest'
import { resolveVariables, seriesColors, tokens } from '../../../src/renderer/app/theme.ts'

/** Relative luminance and contrast by WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

test('the formula gives the ratios of the standard', () => {
  expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21)
  expect(contrast('#767676', '#FFFFFF')).toBeCloseTo(4.54, 1)
})

type Name = keyof typeof tokens.light
const grounds: readonly Name[] = ['page', 'surface', 'chrome', 'floating', 'hover', 'selected']
const texts: readonly Name[] = ['text', 'text-second', 'text-dim', 'danger', 'warning', 'info', 'better', 'worse']
const pairs: readonly (readonly [Name, Name])[] = [
  ...texts.flatMap((text) => grounds.map((ground) => [text, ground] as const)),
  ['on-brand', 'brand'],
  ['on-brand', 'brand-hover'],
  ['on-danger', 'danger-fill'],
  ['danger', 'danger-soft'],
  ['text', 'danger-soft'],
  ['warning', 'warning-soft'],
  ['text', 'warning-soft'],
  ['info', 'info-soft'],
  ['text', 'info-soft'],
  ['text-second', 'neutral-soft'],
  ['surface', 'info']
]

test.each(['light', 'dark'] as const)('every text of the %s scheme has AA contrast on every ground it may stand on', (scheme) => {
  const tooWeak = pairs
    .map(([text, ground]) => ({ text, ground, ratio: contrast(tokens[scheme][text], tokens[scheme][ground]) }))
    .filter(({ ratio }) => ratio < 4.5)
  expect(tooWeak).toEqual([])
})

test.each(['light', 'dark'] as const)('borders of controls and focus rings of the %s scheme have contrast 3', (scheme) => {
  const colors = tokens[scheme]
  for (const ground of ['page', 'surface', 'floating'] as const) {
    expect(contrast(colors['border-control'], colors[ground])).toBeGreaterThanOrEqual(3)
    expect(contrast(colors.info, colors[ground])).toBeGreaterThanOrEqual(3)
  }
})

test.each(['light', 'dark'] as const)('the first three series of the %s scheme have contrast 3 on the surface', (scheme) => {
  for (const color of seriesColors[scheme].slice(0, 3)) expect(contrast(color, tokens[scheme].surface)).toBeGreaterThanOrEqual(3)
})

test('eight series have eight colours in each scheme', () => {
  expect(new Set(seriesColors.light).size).toBe(8)
  expect(new Set(seriesColors.dark).size).toBe(8)
})

test('edges of fields and buttons are those that have contrast 3', () => {
  const variables = resolveVariables(DEFAULT_THEME)
  for (const scheme of ['light', 'dark'] as const)
    expect(variables[scheme]['--mantine-color-default-border']).toBe(tokens[scheme]['border-control'])
})
