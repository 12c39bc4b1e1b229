import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

export interface SourceFile {
  /** Relative to src, with forward slashes. */
  readonly path: string
  /** The first folder; '' for the main entry point. */
  readonly layer: string
  readonly text: string
  readonly lines: number
  /** Lines that hold code: a file that explains itself is no longer for that. */
  readonly codeLines: number
  readonly imports: readonly { readonly path: string; readonly runtime: boolean }[]
  readonly packages: readonly string[]
}

const root = resolve(import.meta.dirname, '../../src')
const importPattern =
  /(?:^|\n)\s*(import|export)\s+(type\s+)?(?:[\w*{}\s,$]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/g

const codeLinesOf = (text: string): number =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .split('\n')
    .filter((line) => line.trim() && !line.trim().startsWith('//')).length

const readSource = (file: string): SourceFile => {
  const text = readFileSync(file, 'utf8')
  const found = [...text.matchAll(importPattern)].map((match) => ({
    from: match[3] ?? match[4] ?? '',
    runtime: match[2] === undefined,
  }))
  const path = relative(root, file)
  return {
    path,
    layer: path.includes('/') ? (path.split('/')[0] ?? '') : '',
    text,
    lines: text.split('\n').length - 1,
    codeLines: codeLinesOf(text),
    imports: found
      .filter(({ from }) => from.startsWith('.'))
      .map(({ from, runtime }) => ({
        path: relative(root, resolve(dirname(file), from)),
        runtime,
      })),
    packages: found.filter(({ from }) => !from.startsWith('.')).map(({ from }) => from),
  }
}

/** Every file of src but its tests. */
export const sourceFiles = (): SourceFile[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readSource(join(root, name)))
