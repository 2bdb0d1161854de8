import { defineConfig } from '@playwright/test'
import { findBrowser } from './scripts/outils.js'

const navigateur = findBrowser()
if (navigateur === null)
  throw new Error('No browser: npm test gets one, or set LIASSE_NAVIGATEUR to Chrome, Edge or Chromium.')

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  // Each test has a web host and a register of its own.
  fullyParallel: true,
  workers: 2,
  // Bounds for a machine that does something else too; nothing waits for them.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(process.env.CI),
  // A shared machine may stall for half a minute: a second try is counted as flaky in the report, not hidden.
  retries: process.env.CI ? 1 : 0,
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    actionTimeout: 15_000,
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: navigateur,
      args: [
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        '--disable-features=Translate',
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    },
  },
})
