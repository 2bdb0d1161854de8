import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { PDFDocument } from '@cantoo/pdf-lib'
import { computeTtc } from '#domain/montant.ts'
import type { Contexte } from '#main/contexte.ts'
import { rppsOf, SCENARIO_EXEMPLE, SIRET } from './dossierExemple.ts'

/** Last item of an operation that yields its progress. */
export async function resultOf<R>(
  flux: Promise<AsyncIterable<{ type: 'progres' } | { type: 'resultat'; resultat: R }>>,
): Promise<R> {
  for await (const pas of await flux) if (pas.type === 'resultat') return pas.resultat
  throw new Error('no result')
}

/** Rejection of a call as the caller sees it: its French sentence. */
export async function sentenceFrom(appel: () => Promise<unknown>): Promise<string> {
  try {
    await appel()
  } catch (erreur) {
    const { code, data } = erreur as { code?: string; data?: { phrase?: string } }
    if (data?.phrase !== undefined) return data.phrase
    throw new Error(`not a refusal: ${code} ${(erreur as Error).stack}`)
  }
  throw new Error('not refused')
}

export interface VendeurExemple {
  readonly fournisseurId: number
  readonly referencementId: number
}

/** A vendor and its product, ready for MDV-LGC-Va1. */
export function addVendeur(
  ctx: Contexte,
  plus: {
    readonly siret?: string
    readonly numeroAns?: string
    readonly version?: string
    readonly nom?: string
  } = {},
): Promise<VendeurExemple> {
  const siret = plus.siret ?? SIRET
  return ctx.registre.ecrire(async (tx) => {
    const connu = await tx
      .selectFrom('fournisseur')
      .select('id')
      .where('siret', '=', siret)
      .executeTakeFirst()
    const fournisseurId =
      connu?.id ??
      (
        await tx
          .insertInto('fournisseur')
          .values({
            denomination: plus.nom ?? 'Éditions du Spécimen',
            siret,
            adresse: '2 rue du Modèle',
            codePostal: '69001',
            commune: 'Lyon',
            responsableNom: 'Noé Spécimen',
            responsableQualite: 'Gérant',
            responsableTelephone: '0400000000',
            responsableMail: 'noe@example.org',
            assujettiTva: 1,
            tauxTva: 2000,
            couleur: '#1b3670',
            logo: null,
            enrolements: '{"MDV-LGC-Va1":"2022-01-03"}',
            enrolement: '{}',
          })
          .returning('id')
          .executeTakeFirstOrThrow()
      ).id
    const version = plus.version ?? '7'
    const solution = await tx
      .insertInto('solution')
      .values({ denomination: `Spécimédoc ${fournisseurId} ${version}` })
      .returning('id')
      .executeTakeFirstOrThrow()
    const { id: referencementId } = await tx
      .insertInto('referencement')
      .values({
        solutionId: solution.id,
        version,
        dispositif: 'MDV-LGC-Va1',
        numeroAns: plus.numeroAns ?? '0990000042',
        profils: '[]',
        dateDossierComplet: '2022-01-10',
        dateReferencement: '2022-02-10',
        scenario: JSON.stringify(SCENARIO_EXEMPLE),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await tx
      .insertInto('distribution')
      .values({ fournisseurId, referencementId, role: 'editeur', declareLe: null, mandatLe: null })
      .execute()
    return { fournisseurId, referencementId }
  })
}

export interface CommandeExemple {
  readonly numero: string
  readonly rang: number
  readonly ht?: number
  readonly fichierAttendu?: string
  readonly mail?: string
}

/** Orders of case A, one doctor each, ready to be signed. Returns their identifiers. */
export function addCommandes(
  ctx: Contexte,
  vendeur: VendeurExemple,
  commandes: readonly CommandeExemple[],
): Promise<readonly number[]> {
  return ctx.registre.ecrire(async (tx) => {
    const ids: number[] = []
    for (const {
      numero,
      rang,
      ht = 35833,
      fichierAttendu = '',
      mail = `client${rang}@example.org`,
    } of commandes) {
      const { id: tiersId } = await tx
        .insertInto('tiers')
        .values({
          categorie: 'praticien',
          nom: `SPECIMEN ${rang}`,
          prenom: '',
          profession: 'medecin',
          modeExercice: 'liberal',
          adresse: '1 rue de l’Exemple',
          codePostal: '75001',
          commune: 'Paris',
          telephone: '0100000001',
          mail,
          reference: '',
          tranche: null,
          parentId: null,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      await tx
        .insertInto('identifiant')
        .values({ type: 'RPPS', valeur: rppsOf(rang), tiersId })
        .execute()
      const { id } = await tx
        .insertInto('commande')
        .values({
          numero,
          numeroAttribue: 0,
          dispositif: 'MDV-LGC-Va1',
          ...vendeur,
          cas: 'A',
          dateEmission: '2022-06-15',
          dateInstallationPrevue: null,
          formulaireExterne: 1,
          fichierAttendu,
          annuleeLe: null,
          bdcEmisLe: null,
          modifieeLe: ctx.maintenant(),
          verifieeLe: null,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      await tx
        .insertInto('participation')
        .values({ commandeId: id, tiersId, role: 'client', rang: 0, representant: null })
        .execute()
      const ttc = computeTtc(ht, 2000)
      await tx
        .insertInto('ligne')
        .values({
          commandeId: id,
          tiersId,
          ht,
          taux: 2000,
          tva: ttc - ht,
          ttc,
          tranche: null,
          plafondHt: 35833,
          plafondSource: null,
        })
        .execute()
      ids.push(id)
    }
    return ids
  })
}

/** A small PDF of its own: the text makes its bytes unique. */
export async function pdf(texte: string, pages = 1): Promise<Buffer> {
  const document = await PDFDocument.create()
  document.setTitle(texte)
  for (let i = 0; i < pages; i++) document.addPage([200, 200])
  return Buffer.from(await document.save())
}

let modele: Buffer | null = null

/** Many distinct PDFs, fast: one document, a comment of its own before the end. */
export async function writePdfs(dossier: string, noms: readonly string[]): Promise<void> {
  modele ??= await pdf('modèle')
  const fin = modele.lastIndexOf('startxref')
  for (const nom of noms)
    writeFileSync(
      path.join(dossier, nom),
      Buffer.concat([modele.subarray(0, fin), Buffer.from(`% ${nom}\n`), modele.subarray(fin)]),
    )
}

export const readJson = (fichier: string) => JSON.parse(readFileSync(fichier, 'utf8'))
