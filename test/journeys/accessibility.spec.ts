import type { Locator, Page } from 'playwright/test'
import { findViolations } from '../support/accessibility.ts'
import { exploreSample } from '../support/pages/first-start.ts'
import { chooseInput, findConsent, findHistory, findOutput, findRun, openPredict, runAndRead } from '../support/pages/predict.ts'
import { findTitle, findToast, goTo, openSettings } from '../support/pages/shell.ts'
import { findRow, findTable, openRow, selectRow } from '../support/pages/table.ts'
import { answerDialogs, expect, findTestPython, test } from '../support/window.ts'

// Each place is looked at twice, in the light and the dark scheme.
test.describe.configure({ timeout: 180_000 })

test('On every page nothing is unnamed, unreachable or too faint, in light and dark', async ({ page }) => {
  await exploreSample(page)
  const registry = /#\/r\/([^/]+)/.exec(page.url())?.[1] ?? ''
  const visit = async (address: string, sign: Locator) => {
    await page.evaluate((hash) => {
      window.location.hash = hash
    }, address)
    await check(page, address, sign)
  }
  const visitIn = (address: string, sign: Locator) => visit(`/r/${registry}/${address}`, sign)

  await test.step('First start, models, a model, two versions side by side', async () => {
    await visit('/welcome', findTitle(page, 'Welcome to Greenroom'))
    const models = findTable(page, 'Models')
    await visitIn('models', findRow(models, 'iris-species'))
    await selectRow(models, 'iris-species')
    await models.press('Space')
    await check(page, 'models with a selection and the panel', page.getByRole('complementary', { name: 'iris-species' }))
    await visitIn('models/wine-cultivar', findRow(findTable(page, 'Versions'), 'v5'))
    await visitIn('compare?versions=wine-cultivar%3A5%2Cwine-cultivar%3A6', page.getByRole('button', { name: 'Make base: v6' }))
  })

  await test.step('A version, tab by tab', async () => {
    const signs = {
      overview: page.getByRole('button', { name: /^Copy digest/ }),
      metrics: page.getByRole('figure'),
      params: page.getByRole('region', { name: 'Params of its run' }),
      schema: page.getByRole('main').getByText('alcohol', { exact: true }),
      artifacts: page.getByRole('tree'),
      environment: page.getByRole('region', { name: 'Runtime' }),
      predict: page.getByRole('textbox', { name: 'alcohol' }),
      activity: page.getByRole('tabpanel').or(page.getByRole('main')).first()
    }
    for (const [tab, sign] of Object.entries(signs)) await visitIn(`models/wine-cultivar/v/6/${tab}`, sign)
  })

  await test.step('Runs, and a run tab by tab', async () => {
    const runs = findTable(page, 'Runs')
    await visitIn('runs', findRow(runs, 'mlp-16x8'))
    await findRow(runs, 'mlp-16x8').click()
    await page.keyboard.press('Space')
    await check(page, 'runs with the panel', page.getByRole('complementary', { name: 'mlp-16x8' }))
    await page.keyboard.press('Enter')
    for (const tab of ['Overview', 'Metrics', 'Params', 'Tags', 'Artifacts']) {
      await page.getByRole('tab', { name: tab }).click()
      await check(page, `run: ${tab}`, page.getByRole('tab', { name: tab, selected: true }))
    }
  })

  await test.step('Predictions: form, JSON, CSV, the history', async () => {
    await openPredict(page, 'wine-cultivar')
    await check(page, 'predict with an answer', await runAndRead(page, 'v6'))
    await chooseInput(page, 'JSON')
    await check(page, 'predict: JSON', page.getByRole('textbox', { name: 'Input as JSON' }))
    await chooseInput(page, 'CSV file')
    await check(page, 'predict: CSV', page.getByRole('button', { name: 'Choose a file…' }))
    await goTo(page, 'Predictions')
    await openRow(findHistory(page), 'wine-cultivar')
    await check(page, 'a prediction', page.getByRole('button', { name: 'Rerun' }))
  })

  await test.step('Approvals, activity, settings', async () => {
    await visit('/approvals', findTitle(page, 'Approvals'))
    await visit('/activity', findTitle(page, 'Activity'))
    await visit('/settings', page.getByRole('region', { name: 'Sample registry' }))
  })
})

test('In every dialog, and on the page of a request, nothing is unnamed, unreachable or too faint, in light and dark', async ({ page }) => {
  await exploreSample(page)
  const dialog = page.getByRole('dialog')
  const close = async () => {
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(dialog).toBeHidden()
  }

  await test.step('Filter help, registering, tags', async () => {
    await page.getByRole('button', { name: 'How to filter models' }).click()
    await check(page, 'filter help', page.getByRole('dialog', { name: 'How to filter models' }))
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Register…' }).click()
    await check(page, 'register', page.getByRole('dialog', { name: 'Register a version' }))
    await dialog.getByRole('button', { name: 'Tags' }).click()
    await check(page, 'register: tags', dialog.getByRole('textbox', { name: 'Tag key' }).or(dialog.getByRole('button', { name: /Add/ })))
    await close()
    await selectRow(findTable(page, 'Models'), 'iris-species')
    await page.getByRole('button', { name: 'Tag…' }).click()
    await check(page, 'tags', dialog)
    await close()
  })

  await test.step('Palette, shortcuts, people', async () => {
    await page.keyboard.press('Control+K')
    await page.keyboard.type('wine 6')
    await check(page, 'palette', page.getByText('wine-cultivar v6'))
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+/')
    await check(page, 'shortcuts', page.getByRole('dialog', { name: 'Keyboard shortcuts' }))
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Acting as/ }).click()
    await check(page, 'menu of people', page.getByRole('menuitem', { name: 'Add person…' }))
    await page.getByRole('menuitem', { name: 'Add person…' }).click()
    await check(page, 'add a person', page.getByRole('dialog', { name: 'Add a person' }))
    await close()
  })

  await test.step('Policy, alias, delete', async () => {
    await findRow(findTable(page, 'Models'), 'wine-cultivar').getByRole('link').first().click()
    await chooseInMenu(page, 'More about this model', 'Approval policy…')
    await dialog.getByText('Its own policy').click()
    await check(page, 'policy', page.getByRole('dialog', { name: 'Approval policy of wine-cultivar' }))
    await close()
    await findRow(findTable(page, 'Versions'), 'v2').getByRole('link').first().click()
    await chooseInMenu(page, 'More about this version', 'New alias…')
    await check(page, 'alias', dialog)
    await close()
    await chooseInMenu(page, 'More about this version', 'Delete version…')
    await check(page, 'delete', page.getByRole('dialog', { name: 'Delete wine-cultivar v2?' }))
    await close()
  })

  await test.step('Promotion, its request and its review', async () => {
    await page.keyboard.press('Control+K')
    await page.keyboard.type('diabetes 5')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Promote to Production…' }).click()
    await check(page, 'promote', page.getByRole('dialog', { name: 'Move diabetes-progression v5' }))
    await dialog.getByRole('switch', { name: 'Ask for approval instead of moving it now' }).press('Space')
    await check(page, 'request', page.getByRole('dialog', { name: 'Request a promotion of diabetes-progression v5' }))
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Lower error on the October data.')
    await dialog.getByRole('button', { name: 'Request Production' }).click()
    await page.getByRole('button', { name: 'Review request' }).click()
    await check(page, 'a request', page.getByRole('button', { name: 'Approve' }))
    await goTo(page, 'Approvals')
    await check(page, 'approvals', findRow(findTable(page, 'Open requests'), 'diabetes-progression'))
    await goTo(page, 'Activity')
    await openRow(findTable(page, 'Activity'), 'diabetes-progression')
    await check(page, 'an entry of the activity', page.getByRole('button', { name: 'Close panel' }))
  })
})

test('In the question for consent nothing is unnamed, unreachable or too faint, in light and dark', async ({ app, page }) => {
  const python = findTestPython()
  test.skip(python === null, 'GREENROOM_TEST_PYTHON names no Python with mlflow')
  if (python === null) return
  await exploreSample(page)
  const settings = await openSettings(page, 'Python')
  await answerDialogs(app, { open: python })
  await settings.getByRole('button', { name: 'Choose interpreter…' }).click()
  await expect(findToast(page, 'Models run with Python')).toBeVisible()
  await openPredict(page, 'iris-species')
  await findRun(page).click()
  await check(page, 'consent', findConsent(page, 'iris-species v5').getByText(/^[0-9a-f]{64}$/))
})

test('From the models a prediction is reached and made without a mouse', async ({ page }) => {
  await exploreSample(page)
  const tabTo = async (goal: Locator) => {
    for (let presses = 0; presses < 60; presses += 1) {
      if (await goal.evaluate((element) => element === document.activeElement)) return
      await page.keyboard.press('Tab')
    }
    await expect(goal).toBeFocused()
  }

  await tabTo(findTable(page, 'Models'))
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(findTitle(page, 'wine-cultivar')).toBeVisible()

  await tabTo(findTable(page, 'Versions'))
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(findTitle(page, 'wine-cultivar v6')).toBeVisible()

  await tabTo(page.getByRole('tab', { name: 'Overview' }))
  for (let presses = 0; presses < 6; presses += 1) await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('tab', { name: 'Predict', selected: true })).toBeFocused()

  await tabTo(page.getByRole('textbox', { name: 'alcohol' }))
  await page.keyboard.press('Control+A')
  await page.keyboard.type('12.5')
  await tabTo(findRun(page))
  await page.keyboard.press('Enter')
  await expect(findOutput(page).getByRole('columnheader', { name: 'v6' })).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(findRow(findTable(page, 'Predictions of this model'), /./)).toHaveCount(2)
})

/** Waits until a place is on show, then expects that axe finds nothing serious there; goes on with the next place if it does. */
async function check(page: Page, place: string, sign: Locator): Promise<void> {
  await expect(sign.first()).toBeVisible()
  expect.soft(await findViolations(page), place).toEqual([])
}

async function chooseInMenu(page: Page, menu: string, item: string): Promise<void> {
  await page.getByRole('button', { name: menu }).click()
  await page.getByRole('menuitem', { name: item }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
}
