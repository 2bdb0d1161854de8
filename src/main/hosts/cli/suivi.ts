import { ETATS_COMMANDE } from '#domain/commande.ts'
import { type Choix, chooseCommandes } from './dossiers.ts'
import { Inutilisable, type Session } from './session.ts'
import { plural, type Reponse } from './sortie.ts'

/** `commandes assigner`: gives orders to somebody, or takes them back from everybody. */
export async function assignCommandes(
  { client }: Session,
  choix: Choix & { a?: string; personne?: boolean },
): Promise<Reponse> {
  if ((choix.a === undefined) === (choix.personne !== true))
    throw new Inutilisable('Dites à qui : --a NOM, ou --personne.')
  const nom = choix.a?.trim() ?? ''
  if (choix.a !== undefined && nom === '') throw new Inutilisable('Le nom est vide : --personne désassigne.')
  const choisies = await chooseCommandes(client, choix, ETATS_COMMANDE)
  if (choisies.length === 0)
    return { json: { commandes: 0, numeros: [] }, texte: 'Aucune commande à assigner.', refus: false }
  const { commandes } = await client.commande.assigner({
    commandeIds: choisies.map((c) => c.id),
    assigneA: nom,
  })
  return {
    json: { commandes, numeros: choisies.map((c) => c.numero) },
    texte: `${plural(commandes, 'commande assignée', 'commandes assignées')} à ${nom === '' ? 'personne' : nom}.`,
    refus: false,
  }
}

/** `commandes noter`: the same note on each of the orders named. */
export async function noteCommandes(
  { client }: Session,
  choix: { numero: readonly string[]; dispositif?: string; texte: string },
): Promise<Reponse> {
  const texte = choix.texte.trim()
  if (texte === '') throw new Inutilisable('La note est vide.')
  const choisies = await chooseCommandes(client, choix, ETATS_COMMANDE)
  for (const { id } of choisies) await client.commande.noter({ id, texte })
  return {
    json: { numeros: choisies.map((c) => c.numero) },
    texte: `Note ajoutée à ${plural(choisies.length, 'commande')}.`,
    refus: false,
  }
}
