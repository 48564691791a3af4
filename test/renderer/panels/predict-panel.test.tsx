// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Prediction, PredictionTarget } from '../../../src/preload/contract/predictions.ts'
import { Failure } from '../../../src/preload/contract/reply.ts'
import { PredictPanel } from '../../../src/renderer/panels/predict-form.tsx'
import { usePredict } from '../../../src/renderer/panels/predict-form-store.ts'
import { show } from '../ui/render.tsx'
import { makeContents, makeTarget } from './contents.ts'
import { type Answers, plugIn } from './port.ts'

beforeEach(() => usePredict.setState({ drafts: {}, runs: {} }))
afterEach(cleanup)

const contents = makeContents({
  signature: {
    inputs: [{ name: 'tenure', type: 'double', isRequired: true, isTensor: false, shape: null, defaultValue: null }],
    outputs: [],
    params: []
  },
  inputExample: [{ tenure: 12 }],
  inputExampleJson: '{"dataframe_records":[{"tenure":12}]}'
})

const prediction: Prediction = {
  id: 'p1',
  registryId: 'my',
  model: 'churn',
  version: '21',
  atMs: 0,
  by: 'ann',
  rows: 1,
  inputSummary: 'tenure=12',
  outputSummary: 'churn=0.71',
  durationMs: 2.1,
  status: 'ok',
  input: '[{"tenure":12}]',
  output: '{"predictions":[{"churn":0.71}]}',
  outputColumns: ['churn'],
  outputRows: [[0.71]],
  loadMs: 1200,
  warnings: ['made with another scikit-learn'],
  problem: null,
  artifactDigest: null
}

function open(target: Partial<PredictionTarget>, answers: Answers = {}) {
  const port = plugIn({
    'predictions.prepare': () => makeTarget({ contents, ...target }),
    'predictions.loaded': () => [],
    'predictions.list': () => ({ rows: [], total: 0, offset: 0 }),
    'predictions.run': () => prediction,
    ...answers
  })
  show(<PredictPanel registry="my" model="churn" reference="21" />)
  return port
}
const runs = (port: ReturnType<typeof open>) => port.asked.filter((call) => call.name === 'predictions.run')

test('Ctrl+Enter sends the form and shows the answer, its time and its warnings', async () => {
  const port = open({})
  const field = await screen.findByLabelText('tenure')
  await userEvent.clear(field)
  await userEvent.type(field, '3.5{Control>}{Enter}{/Control}')
  const output = screen.getByRole('region', { name: 'Output' })
  expect(await within(output).findByText('0.71')).toBeDefined()
  expect(within(output).getByText('2.1 ms')).toBeDefined()
  expect(within(output).getByText('made with another scikit-learn')).toBeDefined()
  expect(runs(port)).toHaveLength(1)
  expect(runs(port)[0]?.input).toMatchObject({ reference: '21', body: { kind: 'records', rows: [{ tenure: 3.5 }] } })
})

test('a version that was just chosen cannot be run before it was looked at: nobody consents to the code of the one before', async () => {
  const looked = Promise.withResolvers<PredictionTarget>()
  const port = plugIn({
    'predictions.prepare': ({ reference }) => (reference === '21' ? makeTarget({ contents }) : looked.promise),
    'predictions.loaded': () => [],
    'predictions.list': () => ({ rows: [], total: 0, offset: 0 }),
    'predictions.run': () => prediction
  })
  const shown = show(<PredictPanel registry="my" model="churn" reference="21" />)
  await screen.findByLabelText('tenure')
  shown.rerender(<PredictPanel registry="my" model="churn" reference="22" />)
  const run = screen.getByRole('button', { name: 'Run' })
  expect(run.hasAttribute('disabled')).toBe(true)
  looked.resolve(makeTarget({ contents, version: '22' }))
  await waitFor(() => expect(run.hasAttribute('disabled')).toBe(false))
  await userEvent.click(run)
  expect(runs(port)[0]?.input).toMatchObject({ reference: '22' })
})

test('a wrong value is named beside its field and nothing is sent', async () => {
  const port = open({})
  const field = await screen.findByLabelText('tenure')
  await userEvent.clear(field)
  await userEvent.type(field, '1,5')
  expect(screen.getByText('tenure: double is expected, string “1,5” is given: write 1.5')).toBeDefined()
  await userEvent.click(screen.getByRole('button', { name: 'Run' }))
  expect(screen.getByText('1 field to correct')).toBeDefined()
  expect(runs(port)).toHaveLength(0)
})

test('a field is heard with its type, and with what is wrong', async () => {
  open({})
  const field = await screen.findByRole('textbox', { name: 'tenure', description: 'double, required' })
  await userEvent.type(field, 'x')
  expect(screen.getByRole('textbox', { name: 'tenure', description: /string “12x” is given.*double, required/ })).toBe(field)
})

test('a version that runs code asks first, bound to its digest; refusing runs nothing', async () => {
  let hasConsent = false
  const port = open(
    {},
    {
      'predictions.prepare': () =>
        makeTarget({ contents: { ...contents, engine: 'python', loadingRunsCode: true }, needsConsent: !hasConsent }),
      'predictions.consent': () => {
        hasConsent = true
        return null
      }
    }
  )
  await userEvent.click(await screen.findByRole('button', { name: 'Run' }))
  const dialog = await screen.findByRole('dialog')
  expect(within(dialog).getByText('a'.repeat(64))).toBeDefined()
  await userEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(runs(port)).toHaveLength(0)
  await userEvent.click(screen.getByRole('button', { name: 'Run' }))
  await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Trust these files and load' }))
  await waitFor(() => expect(runs(port)).toHaveLength(1))
  const names = port.asked.map((call) => call.name)
  expect(names.indexOf('predictions.consent')).toBeLessThan(names.indexOf('predictions.run'))
  expect(port.asked.find((call) => call.name === 'predictions.consent')?.input).toEqual({
    registry: 'my',
    model: 'churn',
    reference: '21',
    digest: 'a'.repeat(64)
  })
})

test('a run is stopped with Cancel, and the page goes on', async () => {
  const port = open({}, { 'predictions.run': () => new Promise(() => undefined) })
  await userEvent.click(await screen.findByRole('button', { name: 'Run' }))
  await userEvent.click(await screen.findByRole('button', { name: 'Cancel' }))
  expect(await screen.findByText(/was cancelled/)).toBeDefined()
  expect(port.cancelled).toHaveLength(1)
  expect(screen.getByRole('button', { name: 'Run' })).toBeDefined()
})

test('a crash of the worker is told with its remedy, the command ready to copy', async () => {
  open(
    {},
    {
      'predictions.run': () => {
        throw new Failure('UNSUPPORTED', 'the module sklearn is missing', {
          remedy: 'Install it with: "/usr/bin/python3" -m pip install scikit-learn==1.9.1'
        })
      }
    }
  )
  await userEvent.click(await screen.findByRole('button', { name: 'Run' }))
  expect(await screen.findByText('v21 gave no answer')).toBeDefined()
  expect(screen.getByRole('button', { name: 'Copy command' })).toBeDefined()
})

test('a version that no engine runs says so and cannot be sent', async () => {
  open({ contents: { ...contents, engine: 'none', flavors: ['spark'] } })
  expect(await screen.findByText(/No engine runs this version: its flavors are spark/)).toBeDefined()
  expect(screen.getByRole('button', { name: 'Run' })).toHaveProperty('disabled', true)
})
