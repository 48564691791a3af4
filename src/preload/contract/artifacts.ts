import { z } from 'zod'
import { fileHandle, id, modelName, registryId, versionNumber } from './common.ts'

/** Where a tree of artifacts hangs: below a run or below a model version. */
export const artifactRoot = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run'), runId: id }),
  z.object({ kind: z.literal('version'), model: modelName, version: versionNumber })
])
export type ArtifactRoot = z.infer<typeof artifactRoot>

export interface ArtifactEntry {
  /** Relative to the root, `/` between names. */
  readonly path: string
  readonly name: string
  readonly isDirectory: boolean
  /** Bytes; null for directories. */
  readonly size: number | null
}

export type Preview =
  | {
      readonly kind: 'text'
      readonly language: 'text' | 'json' | 'yaml' | 'markdown' | 'python'
      readonly text: string
      readonly isTruncated: boolean
    }
  | {
      readonly kind: 'table'
      readonly columns: readonly string[]
      readonly rows: readonly (readonly string[])[]
      readonly totalRows: number
      readonly isTruncated: boolean
    }
  | { readonly kind: 'image'; readonly mediaType: string; readonly base64: string }
  | { readonly kind: 'none'; readonly why: string }

const path = z.string().max(1024)
export const artifactsInput = z.object({ registry: registryId, root: artifactRoot, path: path.default('') })
export const artifactInput = z.object({ registry: registryId, root: artifactRoot, path })
/** Writes the file or folder to the chosen place; a folder keeps its structure. */
export const downloadArtifactInput = artifactInput.extend({ target: fileHandle })
