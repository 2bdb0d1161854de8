import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'test/bancs/**'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: 'forks',
    // By default one core is left aside: on two, that is half of them.
    maxWorkers: availableParallelism(),
  },
})
