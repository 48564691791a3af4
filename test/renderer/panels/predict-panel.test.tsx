// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
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

/** A Python that has what it takes. */
const usable = { path: '/usr/bin/python3', version: '3.11', mlflowVersion: '3.1', problem: null }

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

/** Shows v21, of which `first` is said, and goes on to v22, which is looked at until `looked` is settled. */
async function chooseNext(first: Partial<PredictionTarget> = {}, answers: Answers = {}) {
  const looked = Promise.withResolvers<PredictionTarget>()
  const port = plugIn({
    'predictions.prepare': ({ reference }) => (reference === '21' ? makeTarget({ contents, ...first }) : looked.promise),
    'predictions.loaded': () => [],
    'predictions.list': () => ({ rows: [], total: 0, offset: 0 }),
    'predictions.run': () => prediction,
    ...answers
  })
  const shown = show(<PredictPanel registry="my" model="churn" reference="21" />)
  await screen.findByLabelText('tenure')
  const choose = (reference: string) => shown.rerender(<PredictPanel registry="my" model="churn" reference={reference} />)
  return { port, looked, choose }
}
const isRefused = (button: HTMLElement) => button.getAttribute('aria-disabled') === 'true'

// These press Run in the very turn in which the version is chosen: no pause, so no wait that is long enough to be named.
test('a click on Run while the version that was just chosen is looked at waits for that one; the button does not flash', async () => {
  const { port, looked, choose } = await chooseNext()
  choose('22')
  const run = screen.getByRole('button', { name: 'Run' })
  expect(isRefused(run)).toBe(false)
  fireEvent.click(run)
  expect(runs(port)).toHaveLength(0)
  looked.resolve(makeTarget({ contents, version: '22' }))
  await waitFor(() => expect(runs(port)).toHaveLength(1))
  expect(runs(port)[0]?.input).toMatchObject({ reference: '22' })
})

test('a click that waits asks for consent to the version that was chosen, never to the one before', async () => {
  const code = { ...contents, engine: 'python', loadingRunsCode: true } as const
  const { port, looked, choose } = await chooseNext({ contents: code, needsConsent: true, python: usable })
  choose('22')
  fireEvent.keyDown(document.body, { key: 'Enter', ctrlKey: true })
  expect(screen.queryByRole('dialog')).toBeNull()
  looked.resolve(makeTarget({ contents: code, needsConsent: true, python: usable, version: '22' }))
  expect(await screen.findByRole('dialog', { name: 'Run code from churn v22?' })).toBeDefined()
  expect(runs(port)).toHaveLength(0)
})

test('a click that waits is forgotten when yet another version is chosen', async () => {
  const { port, choose } = await chooseNext()
  choose('22')
  fireEvent.click(screen.getByRole('button', { name: 'Run' }))
  choose('21')
  await waitFor(() => expect(port.asked.filter((call) => call.name === 'predictions.prepare')).toHaveLength(3))
  expect(runs(port)).toHaveLength(0)
})

test('a look that takes its time is named, and nothing acts on the version before meanwhile', async () => {
  const inMemory = { registryId: 'my', model: 'churn', version: '21', engine: 'onnx', loadedMs: 0, loadMs: 200, runtime: 'ONNX' } as const
  const { looked, choose } = await chooseNext({}, { 'predictions.loaded': () => [inMemory] })
  expect((await screen.findByRole('button', { name: 'Unload' })).hasAttribute('disabled')).toBe(false)
  choose('22')
  expect(screen.getByRole('button', { name: 'Unload' }).hasAttribute('disabled')).toBe(true)
  expect(screen.getByRole('button', { name: 'Reload' }).hasAttribute('disabled')).toBe(true)
  await waitFor(() => expect(screen.getAllByText('Looking at v22…')).toHaveLength(2))
  expect(screen.queryByRole('button', { name: 'Unload' })).toBeNull()
  const run = screen.getByRole('button', { name: 'Run', description: 'Looking at v22…' })
  expect(isRefused(run)).toBe(true)
  looked.resolve(makeTarget({ contents, version: '22' }))
  await waitFor(() => expect(isRefused(run)).toBe(false))
  expect(screen.queryByText('Looking at v22…')).toBeNull()
})

test('without mlflow a version that needs it cannot be run, and nobody is asked to trust its files', async () => {
  const port = open({
    contents: { ...contents, engine: 'python', loadingRunsCode: true },
    needsConsent: true,
    python: { ...usable, mlflowVersion: null, problem: 'mlflow is missing in /usr/bin/python3.' }
  })
  const run = await screen.findByRole('button', { name: 'Run', description: 'Needs mlflow, see above' })
  expect(isRefused(run)).toBe(true)
  await userEvent.click(run)
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(runs(port)).toHaveLength(0)
})

test('an answer says that it is of an earlier input as soon as the form says something else', async () => {
  open({})
  const field = await screen.findByLabelText('tenure')
  await userEvent.click(screen.getByRole('button', { name: 'Run' }))
  const output = screen.getByRole('region', { name: 'Output' })
  expect(await within(output).findByText('0.71')).toBeDefined()
  expect(within(output).queryByText('Answer to an earlier input')).toBeNull()
  await userEvent.type(field, '3')
  expect(within(output).getByText('Answer to an earlier input')).toBeDefined()
  await userEvent.type(field, '{Backspace}')
  expect(within(output).queryByText('Answer to an earlier input')).toBeNull()
})

test('the row of the example that stands in the form is named, and its neighbours are a click away', async () => {
  open({ contents: { ...contents, inputExample: [{ tenure: 12 }, { tenure: 3 }, { tenure: 7 }] } })
  const field = await screen.findByLabelText<HTMLInputElement>('tenure')
  expect(screen.getByText('Example 1 of 3')).toBeDefined()
  await userEvent.click(screen.getByRole('button', { name: 'Row of the example after this' }))
  expect(screen.getByText('Example 2 of 3')).toBeDefined()
  expect(field.value).toBe('3')
  await userEvent.click(screen.getByRole('button', { name: 'Row of the example before this' }))
  await userEvent.click(screen.getByRole('button', { name: 'Row of the example before this' }))
  expect(screen.getByText('Example 3 of 3')).toBeDefined()
  expect(field.value).toBe('7')
  await userEvent.type(field, '1')
  expect(screen.queryByText('Example 3 of 3')).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Back to example 3' }))
  expect(field.value).toBe('7')
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
        makeTarget({ contents: { ...contents, engine: 'python', loadingRunsCode: true }, needsConsent: !hasConsent, python: usable }),
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
  expect(isRefused(screen.getByRole('button', { name: 'Run', description: 'v21 cannot be run, see above' }))).toBe(true)
})
