#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { dev } from './dev.ts'
import { type Command, runCli } from './run-cli.ts'
import { serveLm } from './serve-lm.ts'

const ashlar: Command = {
  meta: { name: 'ashlar', description: 'Data and reasoning, declared once' },
  subCommands: {
    dev,
    lm: { meta: { name: 'lm', description: 'Language models' }, subCommands: { serve: serveLm } },
  },
}

const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
const { version } = JSON.parse(manifest) as { readonly version: string }
await runCli(ashlar, { version, words: process.argv.slice(2) })
