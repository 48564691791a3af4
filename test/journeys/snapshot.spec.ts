import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { exploreSample } from '../support/pages/first-start.ts'
import { findAnswer, openPredict, runAndRead } from '../support/pages/predict.ts'
import { findRegistry, findTitle, findToast } from '../support/pages/shell.ts'
import { closeSnapshot, exportSnapshot, openThroughMenu } from '../support/pages/snapshot.ts'
import { findRow, findTable, selectRow } from '../support/pages/table.ts'
import { clickMenu, expect, launch, openPage, startAgain, test } from '../support/window.ts'

test('A registry travels as one file and is read, tried and closed elsewhere, without being changed', async ({
  app,
  page,
  home,
  folder,
  problems
}) => {
  const whole = path.join(folder, 'all models.greenroom')
  const single = path.join(folder, 'iris.greenroom')
  const models = findTable(page, 'Models')
  await exploreSample(page)

  await test.step('The whole registry and one chosen model are written into files', async () => {
    await exportSnapshot(app, page, whole)
    await selectRow(models, 'iris-species')
    await exportSnapshot(app, page, single)
    expect(readFileSync(single).length).toBeLessThan(readFileSync(whole).length)
  })

  await test.step('Opened through the menu, it is in the sidebar as read-only beside the others, with the same models', async () => {
    await openThroughMenu(app, whole)
    await expect(page.getByText('Sample registry · 3 models · read-only')).toBeVisible()
    await expect(findRegistry(page, 'Sample registry, open, read-only')).toBeVisible()
    await expect(findRow(models, 'wine-cultivar')).toContainText('@champion → v5')
  })

  await test.step('What would change it is off and says why', async () => {
    const register = page.getByRole('button', { name: 'Register…' })
    await expect(register).toBeDisabled()
    await expect(register).toHaveAccessibleDescription('Sample registry is read-only.')
    await selectRow(models, 'wine-cultivar')
    await expect(page.getByRole('button', { name: 'Tag…' })).toBeDisabled()
    await findRow(models, 'wine-cultivar').getByRole('link').first().click()
    await expect(findTitle(page, 'wine-cultivar')).toBeVisible()
    await page.getByRole('button', { name: 'More about this model' }).click()
    await expect(page.getByRole('menuitem', { name: 'Delete model: Sample registry is read-only.' })).toBeDisabled()
    await expect(page.getByRole('menuitem', { name: 'Approval policy…' })).toBeDisabled()
    await page.keyboard.press('Escape')
    await findRow(findTable(page, 'Versions'), 'v6').getByRole('link').first().click()
    await expect(findTitle(page, 'wine-cultivar v6')).toBeVisible()
    await expect(page.getByRole('button', { name: /^(Promote|Request|Edit|Add|Remove|New)/ })).toHaveCount(0)
    await page.getByRole('button', { name: 'More about this version' }).click()
    const move = page.getByRole('menuitem', { name: 'Move to another stage…' })
    await expect(move).toBeDisabled()
    await expect(page.getByRole('menu').getByText('Sample registry is read-only.', { exact: true })).toBeVisible()
    await expect(page.getByRole('menuitem', { name: 'Delete version: Sample registry is read-only.' })).toBeDisabled()
    await page.keyboard.press('Escape')
  })

  await test.step('Its models can be tried', async () => {
    await openPredict(page, 'wine-cultivar')
    await expect(findAnswer(await runAndRead(page, 'v6'), 'cultivar')).toHaveText(/^[012]$/)
  })

  await test.step('Closed, it leaves the sidebar, not the disk; it is offered among the recent files', async () => {
    await closeSnapshot(page, 'Sample registry')
    await expect(findRegistry(page, 'Sample registry, open, read-only')).toBeHidden()
    await clickMenu(app, 'File', 'Open Recent…')
    await page.getByRole('option', { name: /^all models.greenroom/ }).click()
    await expect(page.getByText('Sample registry · 3 models · read-only')).toBeVisible()
    await closeSnapshot(page, 'Sample registry')
  })

  await test.step('A second start with a file opens it in the window that is there', async () => {
    expect(await startAgain({ home, args: [single] })).toBe(0)
    await expect(page.getByText('Sample registry · 1 model · read-only')).toBeVisible()
    await expect(findRow(models, /./)).toHaveCount(1)
    await closeSnapshot(page, 'Sample registry')
  })

  await test.step('A first start with a file opens it, and the next start has it still', async () => {
    await app.close()
    const second = await launch({ home, args: [single] })
    const page = await openPage(second, problems)
    await expect(page.getByText('Sample registry · 1 model · read-only')).toBeVisible()
    await second.close()
    const third = await launch({ home })
    const again = await openPage(third, problems)
    await expect(again.getByText('Sample registry · 1 model · read-only')).toBeVisible()
    await third.close()
  })
})

test('A damaged file is refused whole, and says which entry is bad', async ({ app, page, home, folder, problems }) => {
  await exploreSample(page)
  const sound = path.join(folder, 'sound.greenroom')
  await exportSnapshot(app, page, sound)

  await test.step('One changed byte names the entry that it lies in', async () => {
    const changed = path.join(folder, 'changed.greenroom')
    const { bytes, entry } = changeOneByte(readFileSync(sound))
    writeFileSync(changed, bytes)
    await openThroughMenu(app, changed)
    const message = findToast(page, 'Could not open changed.greenroom')
    await expect(message).toContainText('damaged or was altered')
    await expect(message).toContainText(entry)
    await expect(message).toContainText('Nothing of it was opened.')
    await expect(findRegistry(page, 'Sample registry')).toHaveCount(1)
  })

  const cut = path.join(folder, 'cut.greenroom')
  await test.step('A file that was cut off is refused, also when a second start names it', async () => {
    writeFileSync(cut, readFileSync(sound))
    truncateSync(cut, Math.floor(readFileSync(sound).length / 2))
    expect(await startAgain({ home, args: [cut] })).toBe(0)
    await expect(findToast(page, 'Could not open cut.greenroom')).toBeVisible()
    await expect(findRegistry(page, 'Sample registry')).toHaveCount(1)
  })

  await test.step('The sound one still opens', async () => {
    await openThroughMenu(app, sound)
    await expect(page.getByText('Sample registry · 3 models · read-only')).toBeVisible()
  })

  await test.step('A first start that names a damaged file says so too', async () => {
    await app.close()
    const next = await launch({ home, args: [cut] })
    await expect(findToast(await openPage(next, problems), 'Could not open cut.greenroom')).toBeVisible()
    await next.close()
  })
})

/** Flips a bit of the first artifact in the file, and gives that entry's name. */
function changeOneByte(zip: Buffer): { readonly bytes: Buffer; readonly entry: string } {
  const folder = 'artifacts/sha256/'
  let header = zip.indexOf(localHeader)
  while (
    !zip
      .subarray(header + 30)
      .toString('latin1', 0, folder.length)
      .startsWith(folder)
  )
    header = zip.indexOf(localHeader, header + 1)
  const [nameLength, extraLength] = [zip.readUInt16LE(header + 26), zip.readUInt16LE(header + 28)]
  const bytes = Buffer.from(zip)
  const place = header + 30 + nameLength + extraLength
  bytes[place] = (bytes[place] ?? 0) ^ 1
  return { bytes, entry: zip.toString('latin1', header + 30, header + 30 + nameLength) }
}

const localHeader = Buffer.from('PK\x03\x04', 'latin1')
