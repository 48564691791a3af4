import { expect, test } from 'vitest'
import { createPatience } from '../../src/main/electron/patience.ts'

test('a page is brought back after three crashes within a minute; at the fourth the person is asked', () => {
  const patience = createPatience()
  const crash = (atMs: number) => patience.hear('crash', atMs)
  expect([0, 10, 20, 30].map(crash)).toEqual(['load', 'load', 'load', 'ask'])
  expect(crash(60_005)).toBe('ask')
  expect(crash(200_000)).toBe('load')
})

test('a page that does not load is tried once more, then the person is asked; after the answer it counts anew', () => {
  const patience = createPatience()
  expect(patience.hear('crash', 0)).toBe('load')
  expect(patience.hear('failed load', 1)).toBe('load')
  expect(patience.hear('failed load', 2)).toBe('ask')
  patience.forget()
  expect(patience.hear('failed load', 3)).toBe('load')
})
