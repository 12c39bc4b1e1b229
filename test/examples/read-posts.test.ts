import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { FolderError, readPosts } from '../../examples/blog/read-posts.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})
const folderOf = (files: Record<string, string>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'posts-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

test('a post has the title and the author of its front matter', async () => {
  const folder = folderOf({
    'a.md': "---\ntitle: 'On: stones'\nauthor: Ada, Ben\nstatus: draft\n---\n\nCut them true.\n",
  })
  expect(await readPosts(folder)).toEqual({
    documents: [
      {
        path: 'a.md',
        title: 'On: stones',
        author: 'Ada',
        status: 'draft',
        content: 'Cut them true.',
      },
    ],
    refusals: [],
  })
})

test('without front matter the first heading is the title, without a heading the file name', async () => {
  const { documents } = await readPosts(
    folderOf({
      'one.md': '# Walls\n\nText.',
      'sub/two.md': 'Text.\n\n---\n\nMore.',
      'three.md': '```sh\n# a comment\n```\n',
    }),
  )
  expect(documents.map(({ path, title }) => [path, title])).toEqual([
    ['one.md', 'Walls'],
    ['sub/two.md', 'two'],
    ['three.md', 'three'],
  ])
})

test('line ends of Windows and a byte order mark do not matter', async () => {
  const { documents } = await readPosts(
    folderOf({ 'a.md': '\uFEFF---\r\ntitle: T\r\n---\r\nText.\r\n' }),
  )
  expect(documents).toMatchObject([{ title: 'T', content: 'Text.' }])
})

test('a file that is no post is refused with what to do, the others are read', async () => {
  const { documents, refusals } = await readPosts(
    folderOf({
      'bad.md': '---\ntitle: [unclosed\n---\nText.',
      'binary.md': 'a\u0000b',
      'big.md': 'word '.repeat(420_000),
      'empty.md': ' \n',
      'good.md': 'Text.',
      'list.md': '---\n- a\n- b\n---\nText.',
      'nothing-below.md': '---\ntitle: T\n---\n',
      'open.md': '---\ntitle: T\nText.',
    }),
  )
  expect(documents.map(({ path }) => path)).toEqual(['good.md'])
  expect(refusals.map(({ path }) => path)).toEqual([
    'bad.md',
    'big.md',
    'binary.md',
    'empty.md',
    'list.md',
    'nothing-below.md',
    'open.md',
  ])
  for (const { reason } of refusals) expect(reason).toMatch(/: .+/)
  for (const { reason } of refusals) expect(reason).not.toContain('\n')
})

test.each([
  ['that does not exist', () => join(tmpdir(), 'no-such-folder-of-posts')],
  ['without posts', () => folderOf({ 'notes.txt': 'x' })],
  ['that is a file', () => join(folderOf({ 'a.md': 'x' }), 'a.md')],
])('a folder %s is one clear line', async (_, folder) => {
  const error = await readPosts(folder()).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(FolderError)
  expect((error as Error).message).toMatch(/give a folder/)
  expect((error as Error).message).not.toContain('\n')
})
