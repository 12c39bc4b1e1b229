import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { documents } from './tables.ts'

const root = resolve(import.meta.dirname, '../..')
const pages = [
  join(root, 'README.md'),
  join(root, 'CONTRIBUTING.md'),
  ...documents().map(({ path }) => path),
]
const withoutCode = (text: string) => text.replaceAll(/```[\s\S]*?```/g, '')

/** The anchors of a page's headings, as GitHub names them. */
const anchorsOf = (page: string): string[] =>
  [...withoutCode(readFileSync(page, 'utf8')).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
const broken = (page: string, link: string): boolean => {
  const [path = '', anchor] = link.split('#')
  const target = path ? resolve(dirname(page), path) : page
  return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor))
}

test.each(pages)('the links of %s lead to a file and a heading', (page) => {
  const links = [...withoutCode(readFileSync(page, 'utf8')).matchAll(/\]\(([^)]+)\)/g)].map(
    ([, link = '']) => link,
  )
  expect(links.filter((link) => !/^[a-z]+:/.test(link) && broken(page, link))).toEqual([])
})
