import { z } from 'zod'
import { fileHandle } from './common.ts'

export interface ApplicationInfo {
  readonly version: string
  readonly electron: string | null
  readonly chromium: string | null
  readonly node: string
  readonly sqlite: string
  readonly platform: string
  /** Folder with the registry, our own store and the log. */
  readonly home: string
  readonly logFile: string
}

/** Choices of the window that are remembered; each is small JSON. */
export const settingKeys = ['appearance', 'columns', 'navigation', 'service', 'python', 'firstStart', 'window'] as const
export const settingInput = z.object({ key: z.enum(settingKeys) })
export const setSettingInput = settingInput.extend({ value: z.json() })

export const chooseFileInput = z.object({ purpose: z.enum(['registry', 'csv', 'json', 'python']) })
export const chooseTargetInput = z.object({
  purpose: z.enum(['snapshot', 'artifact', 'folder', 'csv', 'json', 'image', 'drawing']),
  suggestedName: z.string().max(255)
})
/** `base64`: the text stands for bytes, such as those of an image. */
export const saveTextInput = z.object({
  target: fileHandle,
  text: z.string().max(64_000_000),
  encoding: z.enum(['utf8', 'base64']).default('utf8')
})
export const copyInput = z.object({ text: z.string().max(1_000_000) })
export const openLinkInput = z.object({ url: z.string().max(2000) })
export const emptyInput = z.object({}).default({})
