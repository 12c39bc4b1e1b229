#!/usr/bin/env node
import { defineCommand, runMain } from 'citty'
import { serveLm } from './serve-lm.ts'

const lm = defineCommand({
  meta: { name: 'lm', description: 'Language models' },
  subCommands: { serve: serveLm },
})

await runMain(
  defineCommand({
    meta: { name: 'ashlar', description: 'Data and reasoning, declared once' },
    subCommands: { lm },
  }),
)
