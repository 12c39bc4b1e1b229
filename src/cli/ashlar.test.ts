import { spawn } from 'node:child_process'
import { type AddressInfo, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ashlar = (...args: string[]) =>
  spawn(process.execPath, [
    '--conditions=ashlar-source',
    fileURLToPath(new URL('./ashlar.ts', import.meta.url)),
    ...args,
  ])

const output = async (child: ReturnType<typeof ashlar>, until: RegExp): Promise<string> => {
  let text = ''
  for await (const chunk of child.stdout) {
    text += chunk
    if (until.test(text)) return text
  }
  return text
}

const errors = async (
  child: ReturnType<typeof ashlar>,
): Promise<{ readonly text: string; readonly code: number | null }> => {
  let text = ''
  child.stderr.on('data', (chunk) => {
    text += chunk
  })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { text, code }
}

test('lm serve prints one line with the base URL, at which the model answers', async () => {
  const child = ashlar('lm', 'serve', '--port', '0')
  try {
    const line = await output(child, /\n/)
    expect(line.trim().split('\n')).toHaveLength(1)
    const url = /http:\/\/127\.0\.0\.1:\d+\/v1/.exec(line)?.[0]
    expect(await (await fetch(`${url}/models`)).json()).toMatchObject({
      data: [{ id: 'offline' }, { id: 'hashing' }],
    })
  } finally {
    child.kill()
  }
})

test('a port that is no number, or is in use, is one clear line and exit code 1', async () => {
  expect(await errors(ashlar('lm', 'serve', '--port', 'abc'))).toEqual({
    text: '--port is "abc", but should be a number from 0 to 65535.\n',
    code: 1,
  })
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as AddressInfo
  expect(await errors(ashlar('lm', 'serve', '--port', String(port)))).toEqual({
    text: `Port ${port} is in use: choose another with --port, or --port 0 for a free one.\n`,
    code: 1,
  })
  taken.close()
})
