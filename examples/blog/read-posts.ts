import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, relative, resolve } from 'node:path'
import { parse } from 'yaml'

export interface Document {
  /** Relative to the folder, with forward slashes. */
  readonly path: string
  readonly title: string
  readonly author: string
  readonly status: 'draft' | 'published'
  readonly content: string
}
/** Why a file is not a post, and what to do about it, in one line. */
export interface Refusal {
  readonly path: string
  readonly reason: string
}
export interface Reading {
  readonly documents: readonly Document[]
  readonly refusals: readonly Refusal[]
}

const MOST_BYTES = 1_000_000
const frontMatter = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)(?:^|\r?\n)---[ \t]*(?:\r?\n|$)/

/** The folder cannot be used at all; the message says what to do. */
export class FolderError extends Error {}

const markdownFiles = async (folder: string): Promise<string[]> => {
  const found = await stat(folder).catch((cause: NodeJS.ErrnoException) => {
    throw new FolderError(
      `${folder} cannot be read (${cause.code ?? cause.message}): give a folder of Markdown files.`,
    )
  })
  if (!found.isDirectory())
    throw new FolderError(`${folder} is not a folder: give a folder of Markdown files.`)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile() && /\.(md|markdown)$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
  if (files.length === 0)
    throw new FolderError(`${folder} has no Markdown files (*.md): give a folder that has some.`)
  return files.toSorted()
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== ''
    ? value.trim()
    : typeof value === 'number'
      ? String(value)
      : undefined

/** What stands between the two `---` lines, as fields; throws what the YAML parser throws. */
const split = (
  source: string,
): { readonly fields: Record<string, unknown>; readonly body: string } => {
  const match = frontMatter.exec(source)
  if (!match) {
    if (/^\uFEFF?---[ \t]*\r?\n/.test(source)) throw new Error('it has no closing ---')
    return { fields: {}, body: source }
  }
  const fields: unknown = parse(match[1] ?? '') ?? {}
  if (typeof fields !== 'object' || Array.isArray(fields))
    throw new Error('it is not a list of "name: value" lines')
  return { fields: fields as Record<string, unknown>, body: source.slice(match[0].length) }
}

/** One file's text as a post, or why it is not one. */
export const readPost = (path: string, source: string): Document | Refusal => {
  if (source.trim() === '') return { path, reason: 'is empty: write something in it, or remove it' }
  if (source.includes('\u0000'))
    return { path, reason: 'is not text (it has a zero byte): save it as UTF-8 Markdown' }
  try {
    const { fields, body } = split(source)
    const content = body.trim()
    if (content === '')
      return { path, reason: 'has front matter but no text below it: write the post' }
    const heading = /^#\s+(.+?)\s*#*$/m.exec(content.replace(/^(```|~~~)[\s\S]*?^\1/gm, ''))?.[1]
    const title = textOf(fields['title']) ?? heading ?? basename(path).replace(/\.\w+$/, '')
    const author = textOf(fields['author'])?.split(',')[0]?.trim()
    const draft = fields['draft'] === true || textOf(fields['status']) === 'draft'
    return {
      path,
      title: title.slice(0, 500),
      author: (author || 'Editor').slice(0, 200),
      status: draft ? 'draft' : 'published',
      content,
    }
  } catch (error) {
    const first = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return {
      path,
      reason: `has front matter that cannot be read (${first.replace(/:$/, '')}): fix the lines between the two ---`,
    }
  }
}

/**
 * All Markdown files of a folder and its folders, in the order of their names. A file that is not a
 * post becomes a refusal, the others go on. Throws `FolderError` where there is no folder or
 * nothing in it.
 */
export const readPosts = async (folder: string): Promise<Reading> => {
  const root = resolve(folder)
  const documents: Document[] = []
  const refusals: Refusal[] = []
  for (const file of await markdownFiles(root)) {
    const path = relative(root, file).replaceAll('\\', '/')
    const { size } = await stat(file)
    if (size > MOST_BYTES) {
      refusals.push({
        path,
        reason: `has ${(size / 1e6).toFixed(1)} MB, more than the ${MOST_BYTES / 1e6} MB of a post: split it`,
      })
      continue
    }
    const read = readPost(path, await readFile(file, 'utf8'))
    if ('reason' in read) refusals.push(read)
    else documents.push(read)
  }
  return { documents, refusals }
}
