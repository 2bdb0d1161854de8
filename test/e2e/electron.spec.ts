import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { _electron, expect, test } from '@playwright/test'
import { findElectron, racine } from '../../scripts/outils.js'

const binaire = findElectron()
const ecran = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

test.skip(binaire === null, 'Electron’s binary is not on this machine (npm start fetches it)')
test.skip(!ecran, 'no screen for an Electron window')

test('the window opens on the same application, locked', async () => {
  const dossier = mkdtempSync(path.join(tmpdir(), 'liasse-electron-'))
  const app = await _electron.launch({
    executablePath: binaire as string,
    args: [
      racine,
      `--user-data-dir=${path.join(dossier, 'donnees')}`,
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
    env: { ...process.env, LIASSE_REGISTRE: path.join(dossier, 'registre') } as Record<string, string>,
  })
  const page = await app.firstWindow()
  await expect(page).toHaveTitle(/Liasse/)
  await expect(page.getByRole('main')).toBeVisible()
  expect(page.url()).toMatch(/^app:\/\/liasse\//)
  expect(
    await page.evaluate(() => ['require', 'process', 'Buffer'].filter((nom) => nom in globalThis)),
  ).toEqual([])
  expect(await page.evaluate(() => Object.keys((window as { liasse?: object }).liasse ?? {}))).toEqual([
    'cheminDe',
  ])
  expect(await page.evaluate(() => window.open('https://example.org/') === null)).toBe(true)
  expect(
    await page.evaluate(() =>
      fetch('https://example.org/').then(
        () => 'read',
        () => 'refused',
      ),
    ),
  ).toBe('refused')
  await app.close()
  rmSync(dossier, { recursive: true, force: true })
})
