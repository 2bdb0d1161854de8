import { readFile, stat } from 'node:fs/promises'
import type { Kysely } from 'kysely'
import type { z } from 'zod'
import type { FicheFournisseur, saisieFournisseur } from '#contract/fournisseur.ts'
import { type Contexte, impl } from '../contexte.ts'
import { introuvable, refuser, rethrowExplained, revisionPerimee } from '../refus.ts'
import { readFournisseurs } from '../registre/fournisseurs.ts'
import { journaliser } from '../registre/journal.ts'
import { readLogo, storeLogo, typeOfLogo } from '../registre/logos.ts'
import { definePrefixe, readNumerotation } from '../registre/numeros.ts'
import type { Ecriture } from '../registre/registre.ts'
import type { Tables } from '../registre/schema.ts'
import { forgetVendorPrintings } from './reemission.ts'
import { checkCodePostal, checkIdentifiant, checkMail, checkTelephone, describeChanges } from './saisie.ts'
import { invaliderVerifications } from './verification.ts'

type Saisie = z.infer<typeof saisieFournisseur>

const LOGO_MAX = 2 * 2 ** 20

/** Vendors by identifier, or all of them, with the numbers that their orders take. */
async function readFiches(
  ctx: Contexte,
  db: Kysely<Tables>,
  ids?: readonly number[],
): Promise<readonly FicheFournisseur[]> {
  const fiches: FicheFournisseur[] = []
  for (const f of await readFournisseurs(db, ids))
    fiches.push({ ...f, numerotation: await readNumerotation(ctx, db, f.id) })
  return fiches
}

async function readOne(ctx: Contexte, tx: Ecriture, id: number): Promise<FicheFournisseur> {
  return (await readFiches(ctx, tx, [id]))[0] ?? introuvable('Ce fournisseur n’est pas dans le registre.')
}

/** Scheme by scheme (AF-SFP-LGC-Va2 §6.1); one date given for all goes to those that are not named. */
function composeEnrolements(ctx: Contexte, { enrolements, enrolementValideLe }: Saisie) {
  const inconnu = Object.keys(enrolements).find((code) => !ctx.catalogue.codes.includes(code))
  if (inconnu !== undefined)
    refuser(`Le dispositif «\u00a0${inconnu}\u00a0» n’existe pas dans le catalogue.`, {
      ou: `enrolements.${inconnu}`,
      remede: `Dispositifs connus\u00a0: ${ctx.catalogue.codes.join(', ')}.`,
    })
  const tous = enrolementValideLe === null ? [] : ctx.catalogue.codes.map((c) => [c, enrolementValideLe])
  return { ...Object.fromEntries(tous), ...enrolements }
}

/** The row to write; refuses what no vendor can have. */
function toRow(ctx: Contexte, saisie: Saisie) {
  const cles = new Set(
    ctx.catalogue.codes.flatMap((code) => ctx.catalogue.base(code).enrolement.map((e) => e.cle)),
  )
  const inconnue = Object.keys(saisie.enrolement).find((cle) => !cles.has(cle))
  if (inconnue !== undefined)
    refuser(`La pièce d’enrôlement «\u00a0${inconnue}\u00a0» n’est demandée par aucun dispositif.`, {
      ou: 'enrolement',
    })
  const denomination = saisie.denomination.trim()
  if (denomination === '') refuser('La dénomination du fournisseur est vide.', { ou: 'denomination' })
  return {
    denomination,
    siret: checkIdentifiant('SIRET', saisie.siret, 'siret'),
    adresse: saisie.adresse.lignes.trim(),
    codePostal: checkCodePostal(saisie.adresse.codePostal, 'adresse.codePostal'),
    commune: saisie.adresse.commune.trim(),
    responsableNom: saisie.responsable.nom.trim(),
    responsableQualite: saisie.responsable.qualite.trim(),
    responsableTelephone: checkTelephone(saisie.responsable.telephone, 'responsable.telephone'),
    responsableMail: checkMail(saisie.responsable.mail, 'responsable.mail'),
    assujettiTva: saisie.assujettiTva ? 1 : 0,
    tauxTva: saisie.assujettiTva ? saisie.tauxTva : 0,
    couleur: saisie.couleur.toLowerCase(),
    mentionsFacture: saisie.mentionsFacture.trim(),
    enrolements: JSON.stringify(composeEnrolements(ctx, saisie)),
    enrolement: JSON.stringify(saisie.enrolement),
  }
}

/** What the journal keeps of a card: the enrolment's pieces under their words. */
function journaled(ctx: Contexte, { numerotation, enrolement, ...fiche }: FicheFournisseur) {
  const pieces = new Map(
    ctx.catalogue.codes.flatMap((code) => ctx.catalogue.base(code).enrolement.map((e) => [e.cle, e.libelle])),
  )
  return {
    ...fiche,
    enrolement: Object.fromEntries(
      Object.entries(enrolement).map(([cle, le]) => [pieces.get(cle) ?? cle, le]),
    ),
    numerotation: numerotation.prefixe,
  }
}

async function refuseDouble(tx: Ecriture, siret: string, id: number): Promise<void> {
  const autre = await tx
    .selectFrom('fournisseur')
    .select('denomination')
    .where('siret', '=', siret)
    .where('id', '!=', id)
    .executeTakeFirst()
  if (autre !== undefined)
    refuser(`Le SIRET ${siret} est déjà celui du fournisseur «\u00a0${autre.denomination}\u00a0».`, {
      ou: 'siret',
      remede: 'Modifiez la fiche existante.',
    })
}

async function define(ctx: Contexte, tx: Ecriture, saisie: Saisie): Promise<FicheFournisseur> {
  const row = toRow(ctx, saisie)
  await refuseDouble(tx, row.siret, saisie.id ?? 0)
  if (saisie.id === undefined) {
    const { id } = await tx.insertInto('fournisseur').values(row).returning('id').executeTakeFirstOrThrow()
    if (saisie.prefixe !== undefined) await definePrefixe(tx, id, saisie.prefixe)
    await journaliser(tx, ctx, [
      { sujet: 'fournisseur', sujetId: id, action: 'creation', detail: row.denomination },
    ])
    return readOne(ctx, tx, id)
  }
  const avant = await readOne(ctx, tx, saisie.id)
  if (saisie.revision !== undefined && saisie.revision !== avant.revision) revisionPerimee(avant)
  await tx
    .updateTable('fournisseur')
    .set((eb) => ({ ...row, revision: eb('revision', '+', 1) }))
    .where('id', '=', saisie.id)
    .execute()
  if (saisie.prefixe !== undefined) await definePrefixe(tx, saisie.id, saisie.prefixe)
  const apres = await readOne(ctx, tx, saisie.id)
  await journaliser(tx, ctx, [
    {
      sujet: 'fournisseur',
      sujetId: saisie.id,
      action: 'modification',
      detail: describeChanges(journaled(ctx, avant), journaled(ctx, apres)),
    },
  ])
  await forgetVendorPrintings(ctx, tx, avant, apres)
  await invaliderVerifications(tx, { fournisseurId: saisie.id })
  return apres
}

/** The bytes of a logo, or a refusal: no such file, too big, not an image that the forms can print. */
async function loadLogo(chemin: string): Promise<Buffer> {
  const info = await stat(chemin).catch(rethrowMissing(chemin))
  if (!info.isFile() || info.size > LOGO_MAX)
    refuser('Le logo dépasse 2 Mo.', { ou: chemin, remede: 'Choisissez une image PNG ou JPEG plus légère.' })
  const octets = await readFile(chemin).catch(rethrowExplained)
  if (typeOfLogo(octets) === null)
    refuser('Le logo n’est ni un PNG ni un JPEG.', {
      ou: chemin,
      remede: 'Choisissez une image PNG ou JPEG.',
    })
  return octets
}

const rethrowMissing = (chemin: string) => (erreur: unknown) =>
  (erreur as NodeJS.ErrnoException).code === 'ENOENT'
    ? refuser(`Le fichier ${chemin} n’existe pas.`, { ou: 'chemin' })
    : rethrowExplained(erreur)

export const fournisseurOperations = (ctx: Contexte) =>
  impl.fournisseur.router({
    lister: impl.fournisseur.lister.handler(() => ctx.registre.lire((db) => readFiches(ctx, db))),

    definir: impl.fournisseur.definir.handler(({ input }) =>
      ctx.registre.ecrire((tx) => define(ctx, tx, input)),
    ),

    definirLogo: impl.fournisseur.definirLogo.handler(async ({ input }) => {
      const octets = input.chemin === null ? null : await loadLogo(input.chemin)
      return ctx.registre.ecrire(async (tx) => {
        const avant = await readOne(ctx, tx, input.id)
        const logo = octets === null ? null : await storeLogo(ctx.registre, octets)
        await tx
          .updateTable('fournisseur')
          .set((eb) => ({ logo, revision: eb('revision', '+', 1) }))
          .where('id', '=', input.id)
          .execute()
        await journaliser(tx, ctx, [
          {
            sujet: 'fournisseur',
            sujetId: input.id,
            action: logo === null ? 'logo_retire' : 'logo',
            de: avant.logo,
            vers: logo,
            fichier: input.chemin,
            sha256: logo,
          },
        ])
        return readOne(ctx, tx, input.id)
      })
    }),

    lireLogo: impl.fournisseur.lireLogo.handler(async ({ input }) => {
      const [fournisseur] = await ctx.registre.lire((db) => readFournisseurs(db, [input.id]))
      if (fournisseur === undefined) introuvable('Ce fournisseur n’est pas dans le registre.')
      const logo = await readLogo(ctx.registre, fournisseur.logo)
      if (logo === null) return null
      return new File([new Uint8Array(logo.octets)], `logo.${logo.type.slice(6)}`, { type: logo.type })
    }),
  })
