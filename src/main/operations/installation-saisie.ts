import type { z } from 'zod'
import type { saisieInstallation } from '#contract/installation.ts'
import type { Dossier, Installation } from '#domain/commande.ts'
import { formatJour, type Jour, jourParis } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import type { ReponsesScenario } from '#domain/fournisseur.ts'
import { nomComplet } from '#domain/tiers.ts'
import type { Contexte } from '../contexte.ts'
import { refuser, revisionPerimee } from '../refus.ts'
import { journaliser } from '../registre/journal.ts'
import type { Ecriture } from '../registre/registre.ts'
import { describeChanges } from './saisie.ts'
import { checkScenario, nameReponses } from './solution.ts'
import { invaliderVerifications } from './verification.ts'

type Saisie = z.infer<typeof saisieInstallation>
type Contenu = Omit<Installation, 'revision'>

const VIDE: Contenu = {
  prevueLe: null,
  realiseeLe: null,
  scenario: {},
  formation: {},
  livrables: {},
  tachesClient: '',
  preuves: [],
  nonServis: [],
}

/** The agency has the balance, or its files wait for their deposit: what they say no longer changes. */
const TENU: ReadonlySet<string> = new Set([
  'preparee',
  'exportee',
  'deposee',
  'validee',
  'payee',
  'rejetee',
  'contestee',
])

/** Refuses to change what a balance under way says (AF-SFP-LGC-Va2 §6.4), or what a cancelled order has no more. */
export function refuseIfHeld({ commande: { numero, annuleeLe }, demandes }: Dossier, quoi: string): void {
  if (annuleeLe !== null)
    refuser(
      `La commande ${numero} est annulée depuis le ${formatJour(annuleeLe)}\u00a0: ${quoi} ne change plus.`,
      { ou: 'commande' },
    )
  const solde = demandes.findLast((d) => d.type === 'solde' && TENU.has(d.etat))
  if (solde === undefined) return
  const exporte = solde.etat === 'preparee' || solde.etat === 'exportee'
  const le = solde.deposeLe === null ? '' : ` le ${formatJour(solde.deposeLe)}`
  refuser(
    exporte
      ? `Le solde de la commande ${numero} est dans un envoi exporté\u00a0: ${quoi} ne change plus.`
      : `Le solde de la commande ${numero} a été déposé${le}\u00a0: ${quoi} ne change plus.`,
    {
      ou: 'commande',
      regle: 'AF-SFP-LGC-Va2, §6.4',
      remede: exporte
        ? 'Abandonnez d’abord l’envoi si ses fichiers n’ont pas été déposés.'
        : 'Si l’agence a retourné le solde, notez d’abord la demande «\u00a0à corriger\u00a0».',
    },
  )
}

/** Refuses a day to come for something that is done. */
export function refuseFuture(ctx: Contexte, jour: Jour | null | undefined, ou: string, quoi: string): void {
  if (jour == null || jour <= jourParis(ctx.maintenant())) return
  refuser(`${quoi} ne peut pas être à venir\u00a0: le ${formatJour(jour)} n’est pas encore passé.`, {
    ou,
    remede: 'Notez ce qui est fait, le jour où c’est fait.',
  })
}

const answered = (reponses: ReponsesScenario): ReponsesScenario =>
  Object.fromEntries(Object.entries(reponses).filter(([, r]) => r !== null && r !== ''))

function checkNonServis(dossier: Dossier, nonServis: Installation['nonServis']): Installation['nonServis'] {
  const clients = new Map(
    dossier.participations.filter((p) => p.role === 'client').map((p) => [p.tiers.id, nomComplet(p.tiers)]),
  )
  const vus = new Set<number>()
  return nonServis.map(({ tiersId, motif }, i) => {
    const nom = clients.get(tiersId)
    const ou = `nonServis.${i}`
    if (nom === undefined) refuser('Ce client n’est pas un bénéficiaire de la commande.', { ou })
    if (vus.has(tiersId)) refuser(`${nom} est noté deux fois parmi les clients non servis.`, { ou })
    vus.add(tiersId)
    if (motif.trim() === '')
      refuser(`Dites pourquoi ${nom} n’a pas été servi.`, {
        ou: `${ou}.motif`,
        regle: 'Attestation de fin de prestation, clients non servis',
        remede:
          'L’agence compare le périmètre du solde à celui de l’avance\u00a0: la différence se justifie.',
      })
    return { tiersId, motif: motif.trim() }
  })
}

/** Keys without a value are not there: an unknown day is no day. */
const present = <T extends object>(objet: T): T =>
  Object.fromEntries(Object.entries(objet).filter(([, v]) => v !== undefined)) as T

function checkLivrables(
  ctx: Contexte,
  dispositif: Dispositif,
  livrables: Readonly<Record<string, Jour>>,
): void {
  for (const [cle, jour] of Object.entries(livrables)) {
    const connu = dispositif.solde.livrables.find((l) => l.cle === cle)
    if (connu === undefined)
      refuser(`Le dispositif ${dispositif.code} ne demande pas de document «\u00a0${cle}\u00a0».`, {
        ou: `livrables.${cle}`,
        remede: `Documents demandés\u00a0: ${dispositif.solde.livrables.map((l) => l.cle).join(', ') || 'aucun'}.`,
      })
    refuseFuture(ctx, jour, `livrables.${cle}`, `La livraison (${connu.libelle})`)
  }
}

/** What will be written, every field checked. Nothing done is in the future; the scheme says what is asked for. */
export function composeInstallation(
  ctx: Contexte,
  dossier: Dossier,
  dispositif: Dispositif,
  saisie: Partial<Saisie>,
): Contenu {
  const { revision: _, ...avant } = dossier.installation ?? { ...VIDE, revision: 0 }
  refuseFuture(ctx, saisie.realiseeLe, 'realiseeLe', 'La date de réalisation')
  const formation = present(saisie.formation ?? avant.formation) as Installation['formation']
  refuseFuture(ctx, formation.le, 'formation.le', 'La formation')
  refuseFuture(ctx, formation.supportRemisLe, 'formation.supportRemisLe', 'La remise du support')
  refuseFuture(
    ctx,
    formation.enregistrementRemisLe,
    'formation.enregistrementRemisLe',
    'La remise de l’enregistrement',
  )
  const livrables = saisie.livrables ?? avant.livrables
  checkLivrables(ctx, dispositif, livrables)
  const preuves = saisie.preuves ?? avant.preuves
  for (const [i, p] of preuves.entries())
    refuseFuture(ctx, p.releveLe, `preuves.${i}.releveLe`, 'Un relevé d’envois')
  if (saisie.scenario !== undefined) checkScenario(dispositif, saisie.scenario, jourParis(ctx.maintenant()))
  return {
    prevueLe: saisie.prevueLe === undefined ? avant.prevueLe : saisie.prevueLe,
    realiseeLe: saisie.realiseeLe === undefined ? avant.realiseeLe : saisie.realiseeLe,
    scenario: answered(saisie.scenario ?? avant.scenario),
    formation,
    livrables,
    tachesClient: (saisie.tachesClient ?? avant.tachesClient).trim(),
    preuves,
    nonServis: checkNonServis(dossier, saisie.nonServis ?? avant.nonServis),
  }
}

const FLUX: Readonly<Record<Installation['preuves'][number]['flux'], string>> = {
  dmp: 'DMP',
  mss_pro: 'MSS professionnelle',
  mss_citoyen: 'MSS citoyenne',
}

/** Words instead of keys, for the journal. */
function named(dossier: Dossier, dispositif: Dispositif, c: Contenu): object {
  const nomOf = (id: number) => {
    const tiers = dossier.participations.find((p) => p.tiers.id === id)?.tiers
    return tiers === undefined ? 'client' : nomComplet(tiers)
  }
  return {
    installationPrevueLe: c.prevueLe,
    realiseeLe: c.realiseeLe,
    scenarioInstalle: nameReponses(dispositif, c.scenario),
    formation: c.formation,
    livrables: Object.entries(c.livrables).map(
      ([cle, jour]) =>
        `${dispositif.solde.livrables.find((l) => l.cle === cle)?.libelle ?? cle} le ${formatJour(jour)}`,
    ),
    tachesClient: c.tachesClient,
    preuves: c.preuves.map((p) =>
      [FLUX[p.flux], `${p.nombre} le ${formatJour(p.releveLe)}`, p.adresse]
        .filter((mot) => mot !== '')
        .join(' '),
    ),
    nonServis: c.nonServis.map((n) => `${nomOf(n.tiersId)} (${n.motif})`),
  }
}

/** Writes what was done for one order; nothing when nothing changed. */
export async function writeInstallation(
  ctx: Contexte,
  tx: Ecriture,
  dossier: Dossier,
  dispositif: Dispositif,
  contenu: Contenu,
): Promise<void> {
  const commandeId = dossier.commande.id
  const { installation } = dossier
  const detail = describeChanges(
    named(dossier, dispositif, installation ?? VIDE),
    named(dossier, dispositif, contenu),
  )
  if (installation !== null && detail === '') return
  const row = {
    ...contenu,
    scenario: JSON.stringify(contenu.scenario),
    formation: JSON.stringify(contenu.formation),
    livrables: JSON.stringify(contenu.livrables),
    preuves: JSON.stringify(contenu.preuves),
    nonServis: JSON.stringify(contenu.nonServis),
  }
  await (installation === null
    ? tx
        .insertInto('installation')
        .values({ commandeId, ...row })
        .execute()
    : tx
        .updateTable('installation')
        .set((eb) => ({ ...row, revision: eb('revision', '+', 1) }))
        .where('commandeId', '=', commandeId)
        .execute())
  await journaliser(tx, ctx, [{ sujet: 'commande', sujetId: commandeId, action: 'installation', detail }])
  await invaliderVerifications(tx, [commandeId])
}

/** Refuses a save made on an older version than the register's; a first save finds nothing. */
export function checkRevision({ installation }: Dossier, revision: number | undefined): void {
  if (installation !== null && revision !== installation.revision) revisionPerimee(installation)
}
