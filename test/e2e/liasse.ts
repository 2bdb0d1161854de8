import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { AxeBuilder } from '@axe-core/playwright'
import { test as base, expect, type Page } from '@playwright/test'
import { projectNode, racine } from '../../scripts/outils.js'

/** The host of one test. */
export interface Liasse {
  /** Single use: `page` has already entered by it. */
  readonly adresse: string
  readonly registre: string
  /** An empty folder for exports, and for files to drop. */
  readonly dossier: string
  /** Runs the command line on the same register, at the same instant; answers its JSON. */
  cli(...args: string[]): Promise<{ code: number; json: unknown }>
  /** Closes the window and its host, and opens them again on the same register at another instant. */
  avancer(page: Page, maintenant: string): Promise<void>
}

const CLI = path.join(racine, 'src', 'main', 'hosts', 'cli.ts')

async function firstLine(hote: ChildProcess): Promise<string> {
  const lignes = createInterface({ input: hote.stdout as NodeJS.ReadableStream })
  for await (const ligne of lignes) return ligne
  throw new Error('the web host ended before giving its address')
}

/** Stops on anything that a user would not see but that is wrong: an error in the console, a refused resource. */
function watch(page: Page, refusAttendus: readonly string[]): string[] {
  const fautes: string[] = []
  page.on('pageerror', (erreur) => fautes.push(String(erreur)))
  page.on('console', (message) => {
    const { url } = message.location()
    // The browser itself reports an answer 4xx, which is how the application refuses.
    const refus = / status of 4\d\d /.test(message.text()) && refusAttendus.some((r) => url.endsWith(r))
    if (message.type() === 'error' && !refus) fautes.push(`${message.text()} (${url})`)
  })
  return fautes
}

interface Options {
  /** The clock of the host and of the page: `test.use({ maintenant: '2026-11-17T08:02:00.000Z' })`. */
  readonly maintenant: string
  /** A register to start from, copied; empty by default. */
  readonly registreDe: string | null
  /** Operations that the test makes refuse: `['/rpc/client/definir']`. */
  readonly refusAttendus: readonly string[]
}

export const test = base.extend<Options & { liasse: Liasse }>({
  maintenant: ['2026-11-17T08:02:00.000Z', { option: true }],
  registreDe: [null, { option: true }],
  refusAttendus: [[], { option: true }],

  liasse: async ({ maintenant, registreDe }, use) => {
    const dossier = mkdtempSync(path.join(tmpdir(), 'liasse-e2e-'))
    const registre = path.join(dossier, 'registre')
    if (registreDe !== null) cpSync(registreDe, registre, { recursive: true })
    let instant = maintenant
    const env = { ...process.env, HOME: dossier, USERPROFILE: dossier, DISPLAY: '', WAYLAND_DISPLAY: '' }
    const start = (args: string[]) =>
      spawn(projectNode(), [CLI, ...args, '--registre', registre, '--maintenant', instant, '--json'], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      })
    const open = async () => {
      const hote = start(['web', '--sans-navigateur'])
      const { adresse } = JSON.parse(await firstLine(hote)) as { adresse: string }
      return { hote, adresse }
    }
    const close = async (hote: ChildProcess) => {
      hote.kill('SIGTERM')
      await once(hote, 'close')
    }
    let { hote, adresse } = await open()
    const exports = path.join(dossier, 'exports')
    mkdirSync(exports)
    await use({
      get adresse() {
        return adresse
      },
      registre,
      dossier: exports,
      async cli(...args) {
        const commande = start(args)
        let sortie = ''
        commande.stdout.on('data', (bloc: Buffer) => {
          sortie += bloc
        })
        const [code] = (await once(commande, 'close')) as [number]
        return { code, json: JSON.parse(sortie) }
      },
      async avancer(page, vers) {
        // Nothing of the page asks a host that is gone.
        await page.goto('about:blank')
        await close(hote)
        instant = vers
        ;({ hote, adresse } = await open())
        await page.clock.setFixedTime(vers)
        await page.goto(adresse)
        await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
      },
    })
    await close(hote)
    rmSync(dossier, { recursive: true, force: true })
  },

  /** The page, already entered, whose console must stay clean. */
  page: async ({ page, liasse, maintenant, refusAttendus }, use) => {
    await page.clock.setFixedTime(maintenant)
    const fautes = watch(page, refusAttendus)
    await page.goto(liasse.adresse)
    // The home page sends on to the first screen: a test begins once it is there.
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
    await use(page)
    expect(fautes).toEqual([])
  },
})

/** No violation of WCAG A and AA on what is shown now. */
export async function expectAccessible(page: Page): Promise<void> {
  // A screen that has just been asked for may still be loading.
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(', ')}`)).toEqual([])
}

export { expect }
