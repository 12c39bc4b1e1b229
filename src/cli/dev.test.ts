import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

test('dev runs a program in development mode, with the words after its name, and again when its file changes; it ends when it is asked to', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-dev-'))
  const file = join(folder, 'main.mjs')
  const says = (text: string) =>
    `console.log('${text}', process.env.ASHLAR_DEVELOPMENT, process.argv[2], Error.stackTraceLimit); setInterval(() => {}, 1000)`
  writeFileSync(file, says('first'))
  const child = spawn(process.execPath, [
    '--conditions=ashlar-source',
    fileURLToPath(new URL('./ashlar.ts', import.meta.url)),
    'dev',
    file,
    '--help',
  ])
  const ended = new Promise((resolve) => child.on('close', resolve))
  let text = ''
  const printed = (line: string) =>
    new Promise<void>((resolve) => {
      child.stdout.on('data', () => {
        if (text.includes(line)) resolve()
      })
    })
  child.stdout.on('data', (chunk) => {
    text += chunk
  })
  await printed('first 1 --help 50')
  writeFileSync(file, says('second'))
  await printed('second 1 --help 50')
  child.kill('SIGTERM')
  await ended
  rmSync(folder, { recursive: true })
  expect(text).toContain('first 1 --help 50')
})
