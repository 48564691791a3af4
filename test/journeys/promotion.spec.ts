import type { Page } from 'playwright/test'
import { findDialog, findPart, openTab, submit } from '../support/pages/dialogs.ts'
import { exploreSample } from '../support/pages/first-start.ts'
import { findHistory, findVersion, openModel, openVersion } from '../support/pages/model.ts'
import { askForTwoApprovals, decide, openRequest, openVersionMenu, requestProduction } from '../support/pages/promotion.ts'
import { actAs, findTitle, findToast, goTo } from '../support/pages/shell.ts'
import { findCell, findRow, findTable, isCut } from '../support/pages/table.ts'
import { expect, test } from '../support/window.ts'

test('In a new workspace versions are promoted directly, and what is in use cannot be deleted', async ({ page }) => {
  await exploreSample(page)
  await actAs(page, 'Ada')

  await test.step('The next step of a new version is Staging, then Production, each by one dialog', async () => {
    await openVersion(page, 'iris-species', 'v5')
    await page.getByRole('button', { name: 'Promote to Staging…' }).click()
    await submit(findDialog(page, 'Move iris-species v5'), 'Move to Staging')
    await expect(findToast(page, 'iris-species v5 is in Staging now')).toBeVisible()
    await page.getByRole('button', { name: 'Promote to Production…' }).click()
    const dialog = findDialog(page, 'Move iris-species v5')
    await expect(dialog.getByRole('switch', { name: 'Archive v4, which is in Production now' })).toBeChecked()
    await dialog.getByLabel('Reason (optional)').fill('Half the log loss')
    await submit(dialog, 'Move to Production')
    await expect(findToast(page, 'iris-species v5 is in Production now; v4 archived')).toBeVisible()
  })

  await test.step('The model shows where both stand, and who moved them why', async () => {
    await openModel(page, 'iris-species')
    await expect(findVersion(page, 'v5')).toContainText('Production')
    await expect(findVersion(page, 'v4')).toContainText('Archived')
    const move = findHistory(page).filter({ hasText: 'moved v5 from Staging to Production; v4 archived' })
    await expect(move).toContainText('Ada')
    await expect(move).toContainText('Half the log loss')
  })

  await test.step('A version in Production or behind an alias cannot be deleted, and the menu says why', async () => {
    await openVersion(page, 'iris-species', 'v5')
    await expect((await openVersionMenu(page)).getByRole('menuitem', { name: 'Delete version: it is in Production' })).toBeDisabled()
    await page.keyboard.press('Escape')
    await openVersion(page, 'iris-species', 'v4')
    await expect((await openVersionMenu(page)).getByRole('menuitem', { name: 'Delete version: @champion points to it' })).toBeDisabled()
    await page.keyboard.press('Escape')
  })

  await test.step('A version that nothing leads to is deleted once its name is typed', async () => {
    await openVersion(page, 'iris-species', 'v3')
    await (await openVersionMenu(page)).getByRole('menuitem', { name: 'Delete version…' }).click()
    const dialog = findDialog(page, 'Delete iris-species v3?')
    const button = dialog.getByRole('button', { name: 'Delete version' })
    await expect(button).toBeDisabled()
    await dialog.getByLabel('Type iris-species v3 to confirm').fill('iris-species v33')
    await expect(button).toBeDisabled()
    await dialog.getByLabel('Type iris-species v3 to confirm').fill('iris-species v3')
    await submit(dialog, 'Delete version')
    await expect(findTitle(page, 'iris-species')).toBeVisible()
    await expect(findVersion(page, 'v2')).toBeVisible()
    await expect(findVersion(page, 'v3')).toBeHidden()
  })
})

test('With a policy, Production takes two other people; every act is kept with who and why', async ({ page }) => {
  const model = 'diabetes-progression'
  await exploreSample(page)
  await actAs(page, 'Ada')

  await test.step('The policy turns a direct promotion into a request with a reason', async () => {
    await askForTwoApprovals(page, model)
    await expect(findToast(page, `The policy of ${model} is changed`)).toBeVisible()
    await openVersion(page, model, 'v5')
    await (await openVersionMenu(page)).getByRole('menuitem', { name: 'Move to another stage…' }).click()
    const dialog = findDialog(page, `Request a promotion of ${model} v5`)
    await expect(dialog).toContainText('The policy asks for 2 approvals before Production. Your own does not count.')
    await expect(dialog.getByRole('button', { name: 'Move to Production' })).toBeHidden()
    await expect(dialog.getByRole('button', { name: 'Request Production' })).toBeDisabled()
    await dialog.getByLabel('Reason').fill('Best RMSE so far')
    await submit(dialog, 'Request Production')
    await expect(findToast(page, `Requested Production for ${model} v5`)).toBeVisible()
  })

  await test.step('A second request for the same move is refused', async () => {
    await (await openVersionMenu(page)).getByRole('menuitem', { name: 'Move to another stage…' }).click()
    const dialog = findDialog(page, `Request a promotion of ${model} v5`)
    await dialog.getByLabel('Reason').fill('Once more')
    await dialog.getByRole('button', { name: 'Request Production' }).click()
    await expect(dialog.getByRole('alert')).toContainText(`${model} v5 already has an open request for Production.`)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(dialog).toBeHidden()
  })

  await test.step('The request shows its evidence, and its maker cannot approve it', async () => {
    await page.getByRole('button', { name: 'Review request' }).click()
    await expect(findTitle(page, `${model} v5 → Production`)).toBeVisible()
    await expect(page.getByText('Best RMSE so far')).toBeVisible()
    const evidence = findPart(page, 'Evidence')
    const metrics = evidence.getByRole('table', { name: 'Metrics' })
    for (const header of ['v4 in Production', 'v5', 'Difference'])
      await expect(metrics.getByRole('columnheader', { name: header, exact: true })).toBeVisible()
    await expect(metrics.getByRole('row', { name: /^rmse / })).toContainText(/better|worse/)
    await expect(evidence.getByRole('table', { name: 'Params' }).getByRole('row', { name: /^rate 0.002 0.004/ })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Approve', exact: true })).toBeDisabled()
    await expect(page.getByText('Approve: You made this request: the policy does not let your own approval count.')).toBeVisible()
  })

  await test.step('Two other people approve; only the second moves the version', async () => {
    await actAs(page, 'Bea')
    await decide(page, 'Approve', 'Residuals look fine')
    await expect(findToast(page, 'Approval 1 of 2 recorded')).toBeVisible()
    await expect(page.getByText('Approve: You have approved this request already.')).toBeVisible()
    await openModel(page, model)
    await expect(findVersion(page, 'v5')).toContainText('Staging')
    await expect(findVersion(page, 'v5')).toContainText('1/2')
    await actAs(page, 'Cid')
    await openRequest(page, `${model} v5`)
    await decide(page, 'Approve', 'Agreed with the clinic')
    await expect(findToast(page, `${model} v5 is in Production now`)).toBeVisible()
    await expect(findPart(page, 'Timeline').getByRole('listitem')).toContainText([
      'Ada made the request',
      'Bea approved',
      'Cid approved',
      'Cid carried it out'
    ])
    await openModel(page, model)
    await expect(findVersion(page, 'v5')).toContainText('Production')
    await expect(findVersion(page, 'v4')).toContainText('Archived')
  })

  await test.step('One request is rejected with a reason, one is withdrawn', async () => {
    await openVersion(page, model, 'v3')
    await page.getByRole('button', { name: 'Promote to Staging…' }).click()
    await submit(findDialog(page, `Move ${model} v3`), 'Move to Staging')
    await requestProduction(page, model, 'v3', 'Better in the middle')
    await actAs(page, 'Bea')
    await openRequest(page, `${model} v3`)
    await decide(page, 'Reject', '')
    await expect(page.getByText('Say why it is rejected.')).toBeVisible()
    await decide(page, 'Reject', 'Worse at the ends')
    await expect(findToast(page, `The request for ${model} v3 is rejected`)).toBeVisible()
    await requestProduction(page, model, 'v3', 'Try the ends again')
    await openRequest(page, `${model} v3`)
    await decide(page, 'Withdraw', 'Not yet')
    await expect(findToast(page, `The request for ${model} v3 is withdrawn`)).toBeVisible()
    await goTo(page, 'Approvals')
    const open = findTable(page, 'Open requests')
    await expect(findRow(open, 'wine-cultivar v6'), 'the one that came with the sample').toBeVisible()
    await expect(findRow(open, model)).toBeHidden()
    await openTab(page, 'Closed')
    const closed = findTable(page, 'Closed requests')
    await expect(await findCell(closed, 'Best RMSE so far', 'Status')).toHaveText('Applied')
    await expect(await findCell(closed, 'Better in the middle', 'Status')).toHaveText('Rejected')
    await expect(await findCell(closed, 'Try the ends again', 'Status')).toHaveText('Withdrawn')
  })

  await test.step('The activity has every act, with who and why', async () => {
    await goTo(page, 'Activity')
    await expect(findRow(findTable(page, 'Activity'), 'Not yet')).toBeVisible()
    expect(await isCut(findTable(page, 'Activity'))).toBe(false)
    await expectAct(page, 'requested to move v5 from Staging to Production', 'Ada', 'Best RMSE so far')
    await expectAct(page, 'approved moving v5 to Production (1 of 2)', 'Bea', 'Residuals look fine')
    await expectAct(page, 'approved moving v5 to Production (2 of 2)', 'Cid', 'Agreed with the clinic')
    await expectAct(page, 'moved v5 from Staging to Production; v4 archived', 'Cid', 'Best RMSE so far')
    await expectAct(page, 'rejected the request to move v3 to Production', 'Bea', 'Worse at the ends')
    await expectAct(page, 'withdrew the request to move v3 to Production', 'Bea', 'Not yet')
  })
})

async function expectAct(page: Page, what: string, who: string, why: string): Promise<void> {
  const activity = findTable(page, 'Activity')
  await expect(await findCell(activity, what, 'Who')).toHaveText(who)
  await expect(await findCell(activity, what, 'Why')).toHaveText(why)
}
