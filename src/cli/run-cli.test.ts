import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const { version } = JSON.parse(readFileSync(path('../../package.json'), 'utf8')) as {
  readonly version: string
}
const { CI: _ci, TEST: _test, NO_COLOR: _color, ...env } = process.env
const ashlar = (...words: string[]) => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--conditions=ashlar-source', path('./ashlar.ts'), ...words],
    { encoding: 'utf8', env: { ...env, FORCE_COLOR: '1', TERM: 'xterm-256color' } },
  )
  return { stdout, stderr, status }
}

describe('the command ashlar', () => {
  test('tells its version', () => {
    expect(ashlar('--version')).toEqual({ stdout: `${version}\n`, stderr: '', status: 0 })
  })

  test.each([[[]], [['--help']], [['-h']]])('shows its commands and ends well (%j)', (words) => {
    const { stdout, stderr, status } = ashlar(...words)
    expect([stderr, status]).toEqual(['', 0])
    expect(stdout).toMatch(/^USAGE ashlar dev\|lm$/m)
    expect(stdout).toMatch(/^ +lm +Language models$/m)
  })

  test.each([
    ['lm', /^USAGE ashlar lm serve$/m],
    ['lm serve --help', /^USAGE ashlar lm serve \[OPTIONS\]$/m],
    ['dev --help', /^USAGE ashlar dev .*\[ENTRY\]$/m],
  ])('shows the help of "%s" under its whole name', (words, usage) => {
    const { stdout, status } = ashlar(...words.split(' '))
    expect(status).toBe(0)
    expect(stdout).toMatch(usage)
  })

  test('writes no colors where no terminal reads them', () => {
    expect(ashlar('lm', 'serve', '--help').stdout).not.toContain('\u001B')
  })

  test.each([
    ['lm srve', 'There is no command "lm srve". Did you mean "serve"?'],
    ['xyz', 'There is no command "xyz". There are: dev, lm.'],
    ['--verison', 'There is no option --verison. Did you mean "--version"?'],
    ['lm serve --prot 1', 'There is no option --prot. Did you mean "--port"?'],
    ['lm serve --port=', '--port is "", but should be a number from 0 to 65535.'],
    ['dev', 'Which program? Name the file that starts it: ashlar dev src/main.ts'],
    ['dev nowhere.ts', 'There is no file nowhere.ts.'],
  ])('answers the wrong words "%s" with one line, and exit code 1', (words, line) => {
    expect(ashlar(...words.split(' '))).toEqual({ stdout: '', stderr: `${line}\n`, status: 1 })
  })
})
