import { CHAMPS_PORTAIL, type ChampPortail } from '#contract/retour.ts'
import type { TypeDemande } from '#domain/commande.ts'
import { type Jour, parseJour } from '#domain/dates.ts'
import { type Centimes, parseMontant } from '#domain/montant.ts'
import { refuser } from '../refus.ts'
import { guessChamp, normalize } from './correspondance.ts'
import type { Enregistrement } from './csv.ts'
import { LigneRefusee } from './ligneRefusee.ts'
import { type IssueLue, parseIssue } from './suites.ts'

// Headings that only the portal has; the others are those of any list.
const SYNONYMES: Readonly<Partial<Record<ChampPortail, string>>> = {
  numeroAsp:
    'ndemande ndelademande numerodemande numerodelademande numerodedemande iddemande identifiantdemande referencedemande ndossier numerodossier numerodudossier',
  type: 'type typedemande typededemande typedelademande nature naturedemande naturedelademande demande',
  issue:
    'statut etat statutdemande etatdemande statutdelademande etatdelademande statutdossier etatdossier statutdudossier avancement situation decision issue resultat',
  dateDepot: 'datedemande datedelademande datesoumission datedesoumission datetransmission deposele',
  dateDecision:
    'datedecision datededecision dateladecision datevalidation datedevalidation validele valideele daterejet datedurejet datederejet rejetele decideele datestatut datedustatut',
  motif:
    'motif motifs motifrejet motifdurejet motifderejet motifretour motifduretour observation observations commentaire commentaires libelletraitement precision precisions',
}
const CHAMP_PAR_TITRE = new Map(
  Object.entries(SYNONYMES).flatMap(([champ, mots]) =>
    mots.split(' ').map((mot) => [mot, champ as ChampPortail] as const),
  ),
)

function guessPortail(titre: string): ChampPortail | null {
  const propre = CHAMP_PAR_TITRE.get(normalize(titre))
  if (propre !== undefined) return propre
  const champ = guessChamp(titre)
  return CHAMPS_PORTAIL.find((c) => c === champ) ?? null
}

/** What each column is: as told, otherwise by its heading; one column per field. Refuses a heading that is not there. */
export function mapColonnes(
  titres: readonly string[],
  dites: Readonly<Record<string, ChampPortail | null>>,
): readonly { readonly titre: string; readonly champ: ChampPortail | null }[] {
  const inconnue = Object.keys(dites).find((titre) => !titres.includes(titre))
  if (inconnue !== undefined)
    refuser(`La colonne «\u00a0${inconnue}\u00a0» n’est pas dans le tableau.`, {
      ou: 'colonnes',
      remede: `Ses colonnes sont\u00a0: ${titres.join(', ')}.`,
    })
  const pris = new Set(Object.values(dites).filter((c) => c !== null))
  const colonnes = titres.map((titre) => {
    if (Object.hasOwn(dites, titre)) return { titre, champ: dites[titre] ?? null }
    const champ = guessPortail(titre)
    if (champ === null || pris.has(champ)) return { titre, champ: null }
    pris.add(champ)
    return { titre, champ }
  })
  const manque = !pris.has('numeroAsp') && !pris.has('numeroCommande')
  if (manque || pris.size < 2)
    refuser(
      manque
        ? 'Ce tableau ne dit ni le n° ASP, ni le numéro de commande de ses lignes.'
        : 'Ce tableau ne dit rien de ses demandes\u00a0: ni état, ni date, ni montant.',
      { ou: 'colonnes', remede: `Ses colonnes sont\u00a0: ${titres.slice(0, 30).join(', ')}.` },
    )
  return colonnes
}

/** What one line says. */
export interface LignePortail {
  readonly ligne: number
  readonly numeroAsp: string
  readonly numeroCommande: string
  readonly type: TypeDemande | null
  readonly issue: IssueLue | null
  readonly deposeLe: Jour | null
  readonly decideeLe: Jour | null
  readonly payeLe: Jour | null
  readonly montantPaye: Centimes | null
  readonly motif: string
}

/** « Avance », « Demande de solde »; null when neither is named. */
function parseType(texte: string): TypeDemande | null {
  const cle = normalize(texte)
  if (cle.includes('solde')) return 'solde'
  return cle.includes('avance') && !cle.includes('avancement') ? 'avance' : null
}

const court = (texte: string) => (texte.length > 60 ? `${texte.slice(0, 60)}…` : texte)

/** Reads one line. Throws `LigneRefusee`. */
export function readLignePortail(
  { ligne, cellules, defaut }: Enregistrement,
  colonnes: readonly { readonly champ: ChampPortail | null }[],
): LignePortail {
  if (defaut !== null)
    throw new LigneRefusee(
      null,
      null,
      'lecture',
      'La ligne est mal formée\u00a0: un guillemet n’est pas fermé, ou elle est trop longue.',
    )
  const brut = (champ: ChampPortail) => {
    const rang = colonnes.findIndex((c) => c.champ === champ)
    return rang === -1 ? '' : (cellules[rang] ?? '').replace(/\s+/g, ' ').trim()
  }
  const date = (champ: ChampPortail): Jour | null => {
    const texte = brut(champ)
    const jour = texte === '' ? null : parseJour(texte)
    if (texte !== '' && jour === null)
      throw new LigneRefusee(
        champ,
        texte,
        'date',
        `«\u00a0${court(texte)}\u00a0» n’est pas une date (JJ/MM/AAAA).`,
      )
    return jour
  }
  const etat = brut('issue')
  const issue = etat === '' ? null : parseIssue(etat)
  if (etat !== '' && issue === null)
    throw new LigneRefusee(
      'issue',
      etat,
      'état du portail',
      `«\u00a0${court(etat)}\u00a0» n’est pas un état connu du portail\u00a0: Validée, A modifier, Décidée et payée, Rejetée, incomplète, déposée.`,
    )
  const dit = brut('type')
  const type = parseType(dit) ?? parseType(etat)
  if (dit !== '' && type === null)
    throw new LigneRefusee(
      'type',
      dit,
      'type de demande',
      `«\u00a0${court(dit)}\u00a0» n’est ni une avance, ni un solde.`,
    )
  const texteMontant = brut('montantPaye')
  const montant = texteMontant === '' ? null : parseMontant(texteMontant)
  if (texteMontant !== '' && montant === null)
    throw new LigneRefusee(
      'montantPaye',
      texteMontant,
      'montant',
      `«\u00a0${court(texteMontant)}\u00a0» n’est pas un montant.`,
    )
  return {
    ligne,
    numeroAsp: brut('numeroAsp').slice(0, 100),
    numeroCommande: brut('numeroCommande').slice(0, 100),
    type,
    issue,
    deposeLe: date('dateDepot'),
    decideeLe: date('dateDecision'),
    payeLe: date('datePaiement'),
    // The portal shows 0,00 for what is not paid yet.
    montantPaye: montant === 0 && issue !== 'payee' ? null : montant,
    motif: brut('motif').slice(0, 500),
  }
}
