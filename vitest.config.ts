import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['ashlar-source'] },
  ssr: { resolve: { conditions: ['ashlar-source'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
})
