import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** One import of one file: `target` is a path below src/ for own code, else the package's name. */
export interface Import {
  readonly file: string
  readonly target: string
  readonly isOwn: boolean
  readonly isTypeOnly: boolean
}

export const sourceFolder = path.resolve(import.meta.dirname, '../../src')

/** Every TypeScript file below src/, as paths relative to it. */
export function listSourceFiles(): string[] {
  return globSync('**/*.{ts,tsx}', { cwd: sourceFolder })
    .map((file) => file.replaceAll('\\', '/'))
    .sort()
}

const statement = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g

/** The imports of one file, static, dynamic and re-exported. */
export function readImports(file: string): Import[] {
  const text = readFileSync(path.join(sourceFolder, file), 'utf8')
  return [...text.matchAll(statement)].map((match) => {
    const name = match[2] ?? match[3] ?? ''
    const isOwn = name.startsWith('.')
    return {
      file,
      target: isOwn ? path.posix.normalize(path.posix.join(path.posix.dirname(file), name)) : name,
      isOwn,
      isTypeOnly: match[1] !== undefined
    }
  })
}
