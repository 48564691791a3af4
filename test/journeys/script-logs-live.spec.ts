import path from 'node:path'
import { findDialog, findFact, findPart, openTab, submit } from '../support/pages/dialogs.ts'
import { findHistory, findVersion, openModel, openVersion } from '../support/pages/model.ts'
import { findRuns, openRun } from '../support/pages/runs.ts'
import { readServiceAddress, startServiceOn } from '../support/pages/service.ts'
import { findTitle, findToast, goTo } from '../support/pages/shell.ts'
import { findCell, findRow, findTable } from '../support/pages/table.ts'
import { findFreePort } from '../support/ports.ts'
import { type Script, startScript } from '../support/script.ts'
import { test as base, expect, findTestPython } from '../support/window.ts'

const python = findTestPython()

/** The port of the service, and a person's script that will log to it as Ann. */
const test = base.extend<{ readonly port: number; readonly script: Script }>({
  port: async ({}, use) => use(await findFreePort()),
  script: async ({ port, folder }, use) => {
    const env = {
      MLFLOW_TRACKING_URI: `http://127.0.0.1:${port}`,
      MLFLOW_TRACKING_USERNAME: 'ann',
      MLFLOW_TRACKING_PASSWORD: 'not asked for'
    }
    const script = startScript({ python: python ?? '', file: path.join(import.meta.dirname, 'train_churn.py'), folder, env })
    await use(script)
    await script.stop()
  }
})

test.skip(python === null, 'needs GREENROOM_TEST_PYTHON')

test('A script logs a run that the window shows live, then registers and promotes a model', async ({ page, port, script }) => {
  const runs = findRuns(page)

  await test.step('The service is switched on', async () => {
    await expect(findTitle(page, 'Welcome to Greenroom')).toBeVisible()
    await startServiceOn(page, port)
    expect(await readServiceAddress(page)).toBe(`http://127.0.0.1:${port}`)
    await goTo(page, 'Runs')
    await expect(page.getByText('No runs yet.')).toBeVisible()
  })

  await test.step('The run appears by itself while the script is running', async () => {
    await script.reach('ready')
    await script.reach('started')
    await expect(page.getByRole('option', { name: 'churn' })).toBeVisible()
    await expect(await findCell(runs, 'first-fit', 'Status')).toHaveText('Running')
    await expect(await findCell(runs, 'first-fit', 'C')).toHaveText('0.5')
    await expect(page.getByText('1 run', { exact: true })).toBeVisible()
    await expect(await findCell(runs, 'first-fit', 'solver')).toHaveText('lbfgs')
  })

  await test.step('The metric changes without a click while the script logs', async () => {
    await script.reach('loss 0.9')
    await expect(runs.getByRole('columnheader', { name: 'loss' })).toBeVisible()
    const loss = await findCell(runs, 'first-fit', 'loss')
    await expect(loss).toHaveText('0.9')
    await script.reach('loss 0.62')
    await expect(loss).toHaveText('0.62')
    await expect(await findCell(runs, 'first-fit', 'Status')).toHaveText('Running')
  })

  await test.step('So does the chart on the page of the run', async () => {
    await openRun(page, 'first-fit')
    await openTab(page, 'Metrics')
    await page.getByRole('figure', { name: 'loss' }).getByRole('button', { name: 'Show as table' }).click()
    const points = findTable(page, 'loss as a table')
    await expect(findRow(points, '0.62')).toBeVisible()
    await script.reach('loss 0.48')
    await expect(findRow(points, '0.48')).toBeVisible()
    await goTo(page, 'Runs')
    await expect(await findCell(runs, 'first-fit', 'loss')).toHaveText('0.48')
  })

  await test.step('Its model is registered, and what the script decides is in the history', async () => {
    await script.reach('registered')
    await expect(await findCell(runs, 'first-fit', 'Status')).toHaveText('Finished')
    await openModel(page, 'churn')
    await expect(findVersion(page, 'v1')).toContainText('None')
    await script.reach('promoted')
    await script.finish()
    await expect(findVersion(page, 'v1')).toContainText('Staging')
    await expect(findVersion(page, 'v1')).toContainText('@champion')
    const [alias, stage] = [findHistory(page).nth(0), findHistory(page).nth(1)]
    await expect(stage).toContainText('ann moved v1 from None to Staging')
    await expect(alias).toContainText('ann set alias @champion on v1')
    for (const entry of [alias, stage]) {
      await expect(entry).toContainText('through the service')
      await expect(entry.getByRole('time')).toBeVisible()
    }
    await openVersion(page, 'churn', 'v1')
    await expect(findPart(page, 'Tags')).toContainText('validation:passed')
    await openTab(page, 'Activity')
    await expect(findHistory(page).first()).toContainText('ann set tag validation of v1 to “passed”')
  })

  await test.step('The page of the run shows what it logged', async () => {
    await openRun(page, 'first-fit')
    await expect(findPart(page, 'Registered as').getByRole('link', { name: 'churn v1' })).toBeVisible()
    await openTab(page, 'Metrics')
    const chart = page.getByRole('figure', { name: 'loss' })
    await expect(chart.getByRole('img', { name: /^loss: 1 lines/ })).toBeVisible()
    await chart.getByRole('button', { name: 'Show as table' }).click()
    await expect(findRow(findTable(page, 'loss as a table'), '0.62')).toBeVisible()
    await expect(await findCell(findTable(page, 'Last values'), 'accuracy', 'Last value')).toHaveText('0.875')
    await openTab(page, 'Params')
    await expect(await findCell(findTable(page, 'Params'), 'solver', 'Value')).toHaveText('lbfgs')
    await openTab(page, 'Tags')
    await expect(await findCell(findTable(page, 'Tags'), 'team', 'Value')).toHaveText('retention')
    await openTab(page, 'Artifacts')
    const files = page.getByRole('tree', { name: 'Files of first-fit' })
    await files.getByRole('treeitem', { name: 'report' }).click()
    await files.getByRole('treeitem', { name: 'notes.md' }).click()
    await expect(page.getByText('Trained on 80 rows.')).toBeVisible()
  })

  await test.step('A second version is registered from the run, with tag, metadata and description', async () => {
    await page.getByRole('button', { name: 'Register…' }).first().click()
    const dialog = findDialog(page, 'Register a version')
    await dialog.getByLabel('Model').fill('churn')
    await expect(dialog.getByText('It becomes v2.')).toBeVisible()
    await dialog.getByLabel('Description').fill('The same fit, for the **second** region.')
    for (const [kind, key, value] of [
      ['Tag', 'region', 'north'],
      ['Metadata', 'ticket', 'ML-42']
    ] as const) {
      await dialog.getByRole('button', { name: kind === 'Tag' ? 'Tags' : 'Metadata', exact: true }).click()
      await dialog.getByRole('button', { name: `Add ${kind.toLowerCase()}` }).click()
      await dialog.getByLabel(`${kind} key`).fill(key)
      await dialog.getByLabel(`${kind} value`).fill(value)
    }
    await submit(dialog, 'Register')
    await expect(findToast(page, 'Registered churn v2')).toBeVisible()
    await openVersion(page, 'churn', 'v2')
    await expect(findPart(page, 'Tags')).toContainText('region:north')
    await expect(findPart(page, 'Metadata')).toContainText('ticket:ML-42')
    await expect(page.getByText('The same fit, for the second region.')).toBeVisible()
    await expect(findFact(findPart(page, 'Origin'), 'Run')).toHaveText('first-fit')
  })
})
