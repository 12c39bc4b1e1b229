import { describe, test } from 'vitest'
import { hashing } from '../../src/offline/hashing.ts'
import { embedderContract } from '../../src/testing/embedder-contract.ts'

for (const dimensions of [64, 384])
  embedderContract(
    { describe, test },
    { name: `hashing of ${dimensions} dimensions`, open: () => hashing({ dimensions }) },
  )
