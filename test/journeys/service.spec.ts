import { findServiceSwitch, readServiceAddress, startServiceOn } from '../support/pages/service.ts'
import { findTitle, findToast, openSettings } from '../support/pages/shell.ts'
import { findFreePort, occupyPort } from '../support/ports.ts'
import { expect, launch, openPage, readClipboard, test } from '../support/window.ts'

test('The registry service is switched on and off from the window, and says so when its port is taken', async ({
  app,
  page,
  home,
  problems
}) => {
  const port = await findFreePort()
  const address = `http://127.0.0.1:${port}`
  const isAnswering = () =>
    fetch(`${address}/health`).then(
      (answer) => answer.ok,
      () => false
    )

  await test.step('A port that another program has is named, and the service stays off', async () => {
    await expect(findTitle(page, 'Welcome to Greenroom')).toBeVisible()
    const taken = await occupyPort()
    await startServiceOn(page, taken.port)
    const settings = await openSettings(page, 'Tracking service')
    const message = settings.getByRole('alert')
    await expect(message).toContainText('The service did not start')
    await expect(message).toContainText(String(taken.port))
    await expect(findServiceSwitch(page)).not.toBeChecked()
    await taken.release()
  })

  await test.step('On a free port it starts and shows the line for scripts', async () => {
    await startServiceOn(page, port)
    expect(await readServiceAddress(page)).toBe(address)
    expect(await isAnswering()).toBe(true)
    const settings = await openSettings(page, 'Tracking service')
    await expect(settings.getByRole('alert')).toBeHidden()
    await expect(settings.getByText(`on, at ${address}`)).toBeVisible()
  })

  await test.step('The line is copied by one click', async () => {
    await page
      .getByRole('button', { name: /^Copy environment line/ })
      .first()
      .click()
    await expect(findToast(page, 'Copied the environment line')).toBeVisible()
    expect(await readClipboard(app)).toBe(`MLFLOW_TRACKING_URI=${address}`)
  })

  await test.step('The switch turns it off and on again', async () => {
    await findServiceSwitch(page).press('Space')
    await expect(findServiceSwitch(page)).not.toBeChecked()
    expect(await isAnswering()).toBe(false)
    await findServiceSwitch(page).press('Space')
    expect(await readServiceAddress(page)).toBe(address)
    expect(await isAnswering()).toBe(true)
  })

  await test.step('The next start remembers that it was on; nothing listens after the window is closed', async () => {
    await app.close()
    await expect.poll(isAnswering).toBe(false)
    const again = await launch({ home })
    const next = await openPage(again, problems)
    expect(await readServiceAddress(next)).toBe(address)
    expect(await isAnswering()).toBe(true)
    await again.close()
    await expect.poll(isAnswering).toBe(false)
  })
})
