import type { z } from 'zod'
import type { saisieTiers } from '#contract/client.ts'
import { IDENTIFIANT_LIBELLES } from '#domain/identifiants.ts'
import { type Identifiant, nomComplet, type Tiers } from '#domain/tiers.ts'
import type { Contexte } from '../contexte.ts'
import { introuvable, refuser, revisionPerimee } from '../refus.ts'
import { journaliser } from '../registre/journal.ts'
import { indexTiers } from '../registre/recherche.ts'
import type { Ecriture } from '../registre/registre.ts'
import { readTiers } from '../registre/tiers.ts'
import { forgetPrintings, readPrinted } from './reemission.ts'
import { checkCodePostal, checkIdentifiant, checkMail, checkTelephone, describeChanges } from './saisie.ts'
import { invaliderVerifications } from './verification.ts'

type Saisie = z.infer<typeof saisieTiers>

/**
 * Is this number on one card only, for good? A person has one RPPS, a structure one FINESS géographique; on a
 * practitioner's card that FINESS says where he works, and his colleagues have it too.
 */
const isPropre = (type: string, categories: readonly string[]): boolean =>
  type === 'RPPS' || (type === 'FINESS_G' && !categories.includes('praticien'))

export async function readTiersOr404(tx: Ecriture, id: number): Promise<Tiers> {
  return (await readTiers(tx, [id]))[0] ?? introuvable('Ce client n’est pas dans le registre.')
}

function checkIdentifiants(saisie: Saisie): readonly Identifiant[] {
  const vus = new Map<string, Identifiant>()
  for (const [i, { type, valeur }] of saisie.identifiants.entries()) {
    if (valeur.trim() === '') continue
    const ou = `identifiants[${i}].valeur`
    const identifiant = { type, valeur: checkIdentifiant(type, valeur, ou) }
    const autre = vus.get(type)
    if (autre !== undefined && autre.valeur !== identifiant.valeur)
      refuser(
        `La fiche porte deux ${IDENTIFIANT_LIBELLES[type]}\u00a0: ${autre.valeur} et ${identifiant.valeur}.`,
        {
          ou,
          remede: 'Un client n’en a qu’un\u00a0: gardez le bon, ou créez deux fiches.',
        },
      )
    vus.set(type, identifiant)
  }
  return [...vus.values()]
}

async function refuseShared(
  tx: Ecriture,
  identifiants: readonly Identifiant[],
  categorie: string,
  id: number,
): Promise<void> {
  for (const { type, valeur } of identifiants) {
    if (!isPropre(type, [categorie])) continue
    const autres = await tx
      .selectFrom('identifiant as i')
      .innerJoin('tiers as t', 't.id', 'i.tiersId')
      .select(['t.id', 't.nom', 't.prenom', 't.categorie'])
      .where('i.type', '=', type)
      .where('i.valeur', '=', valeur)
      .where('t.id', '!=', id)
      .execute()
    const autre = autres.find((t) => isPropre(type, [categorie, t.categorie]))
    if (autre !== undefined)
      refuser(
        `${IDENTIFIANT_LIBELLES[type]} ${valeur}\u00a0: c’est déjà le numéro de ${nomComplet(autre)}.`,
        {
          ou: 'identifiants',
          remede: 'Ouvrez la fiche existante au lieu d’en créer une seconde.',
        },
      )
  }
}

/** The entity that holds an establishment exists, is another card, and is not itself held by this one. */
async function checkParent(tx: Ecriture, id: number, parentId: number | null): Promise<void> {
  for (let parent = parentId; parent !== null; ) {
    if (parent === id) refuser('Un client ne peut pas dépendre de lui-même.', { ou: 'parentId' })
    const ligne = await tx.selectFrom('tiers').select('parentId').where('id', '=', parent).executeTakeFirst()
    if (ligne === undefined) introuvable('L’organisme gestionnaire n’est pas dans le registre.')
    parent = ligne.parentId
  }
}

function toRow(saisie: Saisie) {
  const nom = saisie.nom.trim()
  if (nom === '') refuser('Le nom du client est vide.', { ou: 'nom' })
  return {
    categorie: saisie.categorie,
    nom,
    prenom: saisie.prenom.trim(),
    profession: saisie.profession,
    modeExercice: saisie.modeExercice,
    adresse: saisie.adresse.lignes.trim(),
    codePostal: checkCodePostal(saisie.adresse.codePostal, 'adresse.codePostal'),
    commune: saisie.adresse.commune.trim(),
    telephone: checkTelephone(saisie.telephone, 'telephone'),
    mail: checkMail(saisie.mail, 'mail'),
    reference: saisie.reference.trim(),
    tranche: saisie.tranche?.trim() || null,
    parentId: saisie.parentId,
  }
}

async function writeDetails(
  tx: Ecriture,
  tiersId: number,
  saisie: Saisie,
  identifiants: readonly Identifiant[],
) {
  await tx.deleteFrom('identifiant').where('tiersId', '=', tiersId).execute()
  await tx.deleteFrom('contact').where('tiersId', '=', tiersId).execute()
  if (identifiants.length > 0)
    await tx
      .insertInto('identifiant')
      .values(identifiants.map((i) => ({ ...i, tiersId })))
      .execute()
  const contacts = saisie.contacts.map((c, i) => ({
    tiersId,
    nom: c.nom.trim(),
    qualite: c.qualite.trim(),
    telephone: checkTelephone(c.telephone, `contacts[${i}].telephone`),
    mail: checkMail(c.mail, `contacts[${i}].mail`),
    signataire: c.signataire ? 1 : 0,
  }))
  if (contacts.length > 0) await tx.insertInto('contact').values(contacts).execute()
}

/**
 * Creates a client or saves its card: checked, indexed, journaled; the orders that name it are verified
 * again, and their forms printed again when they are not signed.
 */
export async function defineTiers(ctx: Contexte, tx: Ecriture, saisie: Saisie): Promise<Tiers> {
  const row = toRow(saisie)
  const identifiants = checkIdentifiants(saisie)
  await refuseShared(tx, identifiants, saisie.categorie, saisie.id ?? 0)
  const avant = saisie.id === undefined ? null : await readTiersOr404(tx, saisie.id)
  if (avant !== null && saisie.revision !== undefined && saisie.revision !== avant.revision)
    revisionPerimee(avant)
  const imprimees = await readPrinted(tx, { tiersIds: avant === null ? [] : [avant.id] })
  const id =
    avant?.id ?? (await tx.insertInto('tiers').values(row).returning('id').executeTakeFirstOrThrow()).id
  await checkParent(tx, id, saisie.parentId)
  if (avant !== null)
    await tx
      .updateTable('tiers')
      .set((eb) => ({ ...row, revision: eb('revision', '+', 1) }))
      .where('id', '=', id)
      .execute()
  await writeDetails(tx, id, saisie, identifiants)
  const apres = await readTiersOr404(tx, id)
  await journaliser(tx, ctx, [
    {
      sujet: 'client',
      sujetId: id,
      action: avant === null ? 'creation' : 'modification',
      detail: avant === null ? nomComplet(apres) : describeChanges(avant, apres),
    },
  ])
  await forgetPrintings(ctx, tx, imprimees, 'la fiche du client a changé')
  await indexTiers(tx, [id])
  await invaliderVerifications(tx, { tiersIds: [id] })
  return apres
}

/** Removes a client that no order names, and that holds no establishment. */
export async function removeTiers(ctx: Contexte, tx: Ecriture, id: number): Promise<void> {
  const tiers = await readTiersOr404(tx, id)
  const commande = await tx
    .selectFrom('participation as p')
    .innerJoin('commande as c', 'c.id', 'p.commandeId')
    .select('c.numero')
    .where('p.tiersId', '=', id)
    .executeTakeFirst()
  if (commande !== undefined)
    refuser(
      `${nomComplet(tiers)} est nommé dans la commande ${commande.numero}\u00a0: sa fiche reste dans le registre.`,
      {
        ou: 'id',
        remede: 'Annulez la commande si elle n’a pas lieu d’être\u00a0; la fiche du client, elle, reste.',
      },
    )
  const etablissement = await tx
    .selectFrom('tiers')
    .select('nom')
    .where('parentId', '=', id)
    .executeTakeFirst()
  if (etablissement !== undefined)
    refuser(`${nomComplet(tiers)} gère ${etablissement.nom}\u00a0: détachez d’abord ses établissements.`, {
      ou: 'id',
    })
  await tx.deleteFrom('attestation').where('sujet', '=', 'client').where('sujetId', '=', id).execute()
  await tx.deleteFrom('tiers').where('id', '=', id).execute()
  await indexTiers(tx, [id])
  await journaliser(tx, ctx, [
    { sujet: 'client', sujetId: id, action: 'suppression', detail: nomComplet(tiers) },
  ])
}
