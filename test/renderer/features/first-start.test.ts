import { expect, test } from 'vitest'
import { writeScript } from '../../../src/renderer/features/first-start/script.ts'

test('the lines for a script name this service, in the words of the shell at hand', () => {
  const uri = 'http://127.0.0.1:5511'
  expect(writeScript('python', uri, 'Linux x86_64')).toContain(`mlflow.set_tracking_uri("${uri}")`)
  expect(writeScript('shell', uri, 'Linux x86_64')).toContain(`export MLFLOW_TRACKING_URI=${uri}`)
  expect(writeScript('shell', uri, 'Win32')).toContain(`$env:MLFLOW_TRACKING_URI = "${uri}"`)
})
