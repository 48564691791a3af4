import path from 'node:path'
import { expect, test } from 'vitest'
import type { Request } from '../../src/main/electron/links.ts'
import { createStartInbox, readStart, type Start } from '../../src/main/electron/start-inbox.ts'

const page = (name: string): Start => ({ request: { kind: 'page', path: `/r/r1/models/${name}` }, args: [`greenroom://r1/models/${name}`] })

test('what starts ask for before there is a window is shown in it, in order, and so is what follows', () => {
  const starts = createStartInbox()
  starts.add(page('a'))
  starts.add(page('b'))
  const shown: (Request | null)[] = []
  starts.open((request) => shown.push(request))
  starts.add({ request: null, args: [] })
  expect(shown).toEqual([page('a').request, page('b').request, null])
  expect(starts.startAgain()).toBeNull()
})

test('once the window is gone the last start is owed a new one, and the old window hears nothing more', () => {
  const starts = createStartInbox()
  const shown: (Request | null)[] = []
  starts.open((request) => shown.push(request))
  starts.close()
  starts.add(page('a'))
  starts.add(page('b'))
  expect(shown).toEqual([])
  expect(starts.startAgain()).toEqual(page('b').args)
})

test('a window that was closed before it could show anything is not brought back', () => {
  const starts = createStartInbox()
  starts.add(page('a'))
  starts.close()
  starts.open(() => expect.unreachable())
  expect(starts.startAgain()).toBeNull()
})

test('a file is named in full, so that another start finds it from another folder', () => {
  const file = path.resolve('/folder/x.greenroom')
  expect(readStart(['--no-sandbox', '.', 'x.greenroom'], '/folder')).toEqual({
    request: { kind: 'file', file },
    args: ['--no-sandbox', '.', file]
  })
})
