import type { Dossier } from '../commande.ts'
import { bloque, type Constat } from '../constat.ts'
import type { Instant } from '../dates.ts'
import type { Dispositif } from '../dispositif.ts'
import { CONTROLES_AIDES } from './aides.ts'
import { CONTROLES_ATTESTATIONS } from './attestations.ts'
import type { Controle, Pour } from './base.ts'
import { CONTROLES_CLIENT } from './client.ts'
import { CONTROLES_COMMANDE } from './commande.ts'
import { CONTROLES_DATES } from './commande-dates.ts'
import { CONTROLES_FACTURE } from './facture.ts'
import { CONTROLES_FOURNISSEUR } from './fournisseur.ts'
import { CONTROLES_INSTALLATION } from './installation.ts'
import { CONTROLES_LISTES } from './listes.ts'
import { CONTROLES_MONTANTS } from './montants.ts'
import { CONTROLES_PIECES } from './pieces.ts'
import { CONTROLES_PILOTE } from './pilote.ts'
import { CONTROLES_PRODUIT } from './produit.ts'
import { CONTROLES_RECEPTION } from './reception.ts'
import { CONTROLES_REPRESENTATION } from './representation.ts'
import { CONTROLES_SCENARIO } from './scenario.ts'
import { CONTROLES_SOLDE } from './solde.ts'
import { CONTROLES_UNICITE } from './unicite.ts'

/** Every rule that the program checks, in the order in which a person meets them. */
export const CONTROLES = [
  ...CONTROLES_FOURNISSEUR,
  ...CONTROLES_PRODUIT,
  ...CONTROLES_CLIENT,
  ...CONTROLES_REPRESENTATION,
  ...CONTROLES_COMMANDE,
  ...CONTROLES_DATES,
  ...CONTROLES_MONTANTS,
  ...CONTROLES_AIDES,
  ...CONTROLES_SCENARIO,
  ...CONTROLES_UNICITE,
  ...CONTROLES_LISTES,
  ...CONTROLES_INSTALLATION,
  ...CONTROLES_RECEPTION,
  ...CONTROLES_FACTURE,
  ...CONTROLES_SOLDE,
  ...CONTROLES_PIECES,
  ...CONTROLES_PILOTE,
  ...CONTROLES_ATTESTATIONS,
]
export type CodeControle = (typeof CONTROLES)[number]['code']

const PAR_CODE: ReadonlyMap<string, Controle<CodeControle>> = new Map(CONTROLES.map((c) => [c.code, c]))

/** The control behind a constat's code; the attestations of the schemes share `ATT`. Throws on an unknown code. */
export function controleOf(code: string): Controle<CodeControle> {
  const controle = PAR_CODE.get(code) ?? (code.startsWith('ATT-') ? PAR_CODE.get('ATT') : undefined)
  if (controle === undefined) throw new Error(`unknown control ${code}`)
  return controle
}

const POUR: Readonly<Record<Pour, readonly Controle[]>> = {
  bdc: CONTROLES.filter((c) => c.pour.includes('bdc')),
  avance: CONTROLES.filter((c) => c.pour.includes('avance')),
  reception: CONTROLES.filter((c) => c.pour.includes('reception')),
  facture: CONTROLES.filter((c) => c.pour.includes('facture')),
  solde: CONTROLES.filter((c) => c.pour.includes('solde')),
}

const isAncestor = (chemin: string, autre: string): boolean =>
  autre.startsWith(chemin) && (autre[chemin.length] === '.' || autre[chemin.length] === '[')

/**
 * One missing fact, one point to lift: of the blocking constats that only wait for a fact that another one already
 * asks for (the same subject, or what holds it, such as the piece for its signature), the first stays blocking and
 * the others become information.
 */
function mergeWaiting(constats: readonly Constat[]): readonly Constat[] {
  const demandes = constats.filter(bloque)
  return constats.map((c) => {
    if (c.issue !== 'inconnu' || c.gravite !== 'bloquant') return c
    const premier = demandes.find((d) => d.sujet === c.sujet)
    const repete = premier !== c || demandes.some((d) => isAncestor(d.sujet, c.sujet))
    return repete ? { ...c, gravite: 'information' } : c
  })
}

/** Rules of what is about to happen, those that hold included. A rule that lacks data comes back as `inconnu`. */
export function controler(
  pour: Pour,
  dossier: Dossier,
  dispositif: Dispositif,
  maintenant: Instant,
): readonly Constat[] {
  return pour === 'bdc'
    ? controlerBdc(dossier, dispositif, maintenant)
    : mergeWaiting(POUR[pour].flatMap((c) => c.controler(dossier, dispositif, maintenant, pour)))
}

/** Every rule that applies to this order before its advance is asked for (AF-SFP-LGC-Va2 §4.1 to §6.2). */
export const controlerAvance = (dossier: Dossier, dispositif: Dispositif, maintenant: Instant) =>
  controler('avance', dossier, dispositif, maintenant)

/**
 * Every rule that applies before the balance is asked for (AF-SFP-LGC-Va2 §4.4, §6.3, §6.4). What the agency judged
 * with the advance (client, amounts, dates of the form) is not judged again.
 */
export const controlerSolde = (dossier: Dossier, dispositif: Dispositif, maintenant: Instant) =>
  controler('solde', dossier, dispositif, maintenant)

/** What must hold before the VA or the MOM is printed, so before it can be signed (AF-SFP-LGC-Va2 §4.4). */
export const controlerReception = (dossier: Dossier, dispositif: Dispositif, maintenant: Instant) =>
  controler('reception', dossier, dispositif, maintenant)

/** What must hold before the invoice is printed (Modèles de documents SONS du 28/07/2023, §12). */
export const controlerFacture = (dossier: Dossier, dispositif: Dispositif, maintenant: Instant) =>
  controler('facture', dossier, dispositif, maintenant)

/** What must hold before the order form is printed. */
export function controlerBdc(
  dossier: Dossier,
  dispositif: Dispositif,
  maintenant: Instant,
): readonly Constat[] {
  return mergeWaiting(
    POUR.bdc.flatMap((c) =>
      c.controler(dossier, dispositif, maintenant, 'bdc').map(
        (constat): Constat =>
          // Date 0 may still be unknown when the forms are prepared: said, but the advance alone waits for it.
          c.attenteAvantBdc === true && constat.issue === 'inconnu'
            ? { ...constat, gravite: 'alerte' }
            : constat,
      ),
    ),
  )
}

/** Does the order lack what it is made of (client, identifier, date, amount…)? Its state is then `a_completer`. */
export function isIncomplete(constats: readonly Constat[]): boolean {
  return constats.some((c) => bloque(c) && controleOf(c.code).structurel === true)
}
