import { defineConfig } from 'playwright/test'

export default defineConfig({
  testDir: 'test/journeys',
  outputDir: 'test-results',
  timeout: 90_000,
  expect: { timeout: 10_000 },
  workers: 1,
  reporter: [['list']],
  use: { trace: 'retain-on-failure' }
})
