import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openCoreHost, registryId } from '../../support/core-host.ts'

const root = { kind: 'version', model: 'churn', version: '1' } as const

test('files of a version are listed, shown, hashed and downloaded', async () => {
  const host = await openCoreHost()
  const at = (file: string) => ({ registry: registryId, root, path: file })
  expect((await host.call('artifacts.list', { registry: registryId, root })).map((entry) => entry.name)).toEqual([
    'MLmodel',
    'model.onnx',
    'requirements.txt'
  ])
  expect(await host.call('artifacts.preview', at('requirements.txt'))).toMatchObject({
    kind: 'text',
    text: expect.stringContaining('onnx==1.11.0')
  })
  expect(await host.call('artifacts.hash', at('model.onnx'))).toMatchObject({ size: 20 })
  // In these tests a handle is the path itself.
  const target = path.join(host.home, 'copy.onnx')
  expect(await host.call('artifacts.download', { ...at('model.onnx'), target })).toEqual({ files: 1, size: 20 })
  expect(readFileSync(target, 'utf8')).toBe('weights of version 1')
})
