import { expect, test } from 'vitest'
import { stepZoom } from '../../src/main/electron/zoom.ts'

test('zooming in and out again ends where it began, within half and three times the size', () => {
  const go = (steps: readonly ('in' | 'out' | 'reset')[], start = 1) => steps.reduce(stepZoom, start)
  expect(go(['in', 'in', 'out', 'out'])).toBeCloseTo(1, 5)
  expect(go(['in', 'in'])).toBeCloseTo(1.2, 5)
  expect(go(Array<'in'>(40).fill('in'))).toBe(3)
  expect(go(Array<'out'>(40).fill('out'))).toBe(0.5)
  expect(go(['in', 'out', 'reset'], 1.7)).toBe(1)
})
