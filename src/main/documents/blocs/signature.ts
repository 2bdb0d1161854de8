import type { Participation } from '#domain/commande.ts'
import { nomComplet } from '#domain/tiers.ts'
import type { Element } from '../flux.ts'
import type { Bloc } from '../modele.ts'
import { AXES, MESURE, mm } from '../page.ts'
import { STYLES } from '../styles.ts'
import { type Ligne, oneLine, wrap } from '../texte.ts'
import type { Toile } from '../toile.ts'
import { CADRE, type Rendu } from './rendu.ts'
import { identifiantImprime } from './tableaux.ts'

type BlocSignature = Extract<Bloc, { bloc: 'signature' }>

/** The three strokes of a date, from the left of the block (mm): start, width, name, number of digits. */
const TRAITS = [
  [0, 12, 'jour'],
  [15, 12, 'mois'],
  [30, 18, 'annee'],
] as const
const LARGEUR_NOM = mm(64)
const CADRE_MIN = mm(24)
/** « A » and « le » stand before their strokes. */
const RETRAIT_LIEU = mm(6)

/** « Client 2 : Jeanne Exemple, n° RPPS 99000410017 » */
function nameClient(client: Participation, rang: number): readonly Ligne[] {
  const qui = [`Client ${rang + 1}\u00a0: ${nomComplet(client.tiers)}`, identifiantImprime(client.tiers)]
  return wrap(qui.filter((x) => x !== '').join(', '), STYLES.gras, MESURE.texte)
}

/** One signature: date and name on the left, box on the right; the same places serve an electronic one. */
function buildOne(bloc: BlocSignature, rendu: Rendu, client: Participation | null, rang: number): Element {
  const suffixe = rang === 0 ? '' : `_${rang + 1}`
  const qui = client === null ? [] : nameClient(client, rang)
  const cadre = client === null ? rendu.densite.cadreSignature : CADRE_MIN
  const entete = qui.length * STYLES.gras.interligne + (qui.length > 0 ? 3 : 0)
  const interligne = STYLES.libelle.interligne
  const hauteur = entete + interligne + 3 + cadre + 1
  return {
    type: 'unite',
    libre: rang > 0,
    unite: {
      hauteur,
      avant: rang === 0 ? 0 : mm(5),
      dessiner(toile, haut) {
        toile.lignes(qui, STYLES.gras, AXES.texte, haut + 1)
        const y = haut + entete + 1
        if (bloc.lieu === true) dessinerLieu(toile, y, bloc)
        else {
          toile.texte(oneLine(bloc.libelleDate, STYLES.libelle), STYLES.libelle, AXES.texte, y)
          dessinerDate(toile, y + interligne + mm(6.2), AXES.texte, bloc, suffixe)
          dessinerNom(toile, y, cadre, bloc, suffixe)
        }
        toile.texte(oneLine(bloc.libelleCadre, STYLES.libelle), STYLES.libelle, AXES.valeur, y)
        toile.cadre(AXES.valeur, y + interligne + 2, MESURE.valeur, cadre, CADRE)
      },
    },
  }
}

function dessinerNom(toile: Toile, y: number, cadre: number, bloc: BlocSignature, suffixe: string): void {
  if (bloc.libelleNom === undefined) return
  const interligne = STYLES.libelle.interligne
  const libelle = oneLine(bloc.libelleNom, STYLES.libelle)
  toile.texte(libelle, STYLES.libelle, AXES.texte, y + interligne + mm(8.6))
  const ligne = y + interligne + 2 + (cadre < mm(30) ? mm(23.4) : mm(24.6))
  toile.trait(AXES.texte, ligne, AXES.texte + LARGEUR_NOM, ligne, CADRE)
  toile.champs.push({
    type: 'texte',
    nom: `nomPrenomClientFinal${suffixe}`,
    info: bloc.libelleNom,
    x: AXES.texte,
    y: ligne - 17,
    largeur: LARGEUR_NOM,
    hauteur: 16,
  })
}

function dessinerDate(
  toile: Toile,
  ligne: number,
  gauche: number,
  { date, libelleDate }: BlocSignature,
  suffixe: string,
): void {
  for (const [debut, largeur, partie] of TRAITS) {
    const x = gauche + mm(debut)
    toile.trait(x, ligne, x + mm(largeur), ligne, CADRE)
    toile.champs.push({
      type: 'texte',
      nom: `${date}${suffixe}.${partie}`,
      info: `${libelleDate}\u00a0: ${partie === 'annee' ? 'année' : partie}`,
      x,
      y: ligne - 15,
      largeur: mm(largeur),
      hauteur: 14,
    })
  }
  for (const x of [13.5, 28.5]) {
    const barre = oneLine('/', STYLES.valeur)
    toile.texte(barre, STYLES.valeur, gauche + mm(x) - barre.largeur / 2, ligne - 11)
  }
}

const HAUT_LIEU = mm(16)

/** « A …, le … », as the models of 28/07/2023 have it. */
function dessinerLieu(toile: Toile, haut: number, bloc: BlocSignature): void {
  const gauche = AXES.texte + RETRAIT_LIEU
  const [ligneA, ligneLe] = [haut + mm(6.6), haut + mm(14.2)]
  toile.texte(oneLine('A', STYLES.libelle), STYLES.libelle, AXES.texte, ligneA - 10.5)
  toile.trait(gauche, ligneA, gauche + mm(54), ligneA, CADRE)
  toile.champs.push({
    type: 'texte',
    nom: 'lieuSignature',
    info: 'Lieu de signature',
    x: gauche,
    y: ligneA - 15,
    largeur: mm(54),
    hauteur: 14,
  })
  toile.texte(oneLine('le', STYLES.libelle), STYLES.libelle, AXES.texte, ligneLe - 10.5)
  dessinerDate(toile, ligneLe, gauche, bloc, '')
}

const PAR_RANGEE = 3
const ECART = mm(4)
const LARGEUR_CASE = (MESURE.texte - (PAR_RANGEE - 1) * ECART) / PAR_RANGEE

/** One row of boxes, each under the name and number of its client. */
function buildRangee(
  bloc: BlocSignature,
  titre: string,
  rendu: Rendu,
  clients: readonly Participation[],
  premier: number,
): Element {
  const interligne = STYLES.libelle.interligne
  const noms = clients.map(({ tiers }, i) => [
    ...wrap(`Client ${premier + i + 1}\u00a0: ${nomComplet(tiers)}`, STYLES.gras, LARGEUR_CASE),
    oneLine(identifiantImprime(tiers), STYLES.courant, LARGEUR_CASE),
  ])
  const corps = Math.max(...noms.map((n) => n.length)) * STYLES.gras.interligne + 4
  const lieu = premier === 0 ? HAUT_LIEU + mm(3) : 0
  const rail = [titre, '(suite)'].map((t) => oneLine(t, STYLES.rail, AXES.texte - AXES.rail - mm(1)))
  return {
    type: 'unite',
    libre: premier > 0,
    unite: {
      hauteur: lieu + corps + interligne + 3 + CADRE_MIN + 1,
      avant: premier === 0 ? 0 : mm(5),
      dessiner(toile, haut, suite) {
        if (premier === 0) dessinerLieu(toile, haut + 1, bloc)
        else if (suite) toile.lignes(rail, STYLES.rail, AXES.rail, haut + 0.6, rendu.accent)
        const y = haut + lieu + 1
        const libelle = oneLine(bloc.libelleCadre, STYLES.libelle, LARGEUR_CASE)
        for (const [i, nom] of noms.entries()) {
          const x = AXES.texte + i * (LARGEUR_CASE + ECART)
          toile.lignes(nom, STYLES.gras, x, y)
          toile.texte(libelle, STYLES.libelle, x, y + corps)
          toile.cadre(x, y + corps + interligne + 2, LARGEUR_CASE, CADRE_MIN, CADRE)
        }
      },
    },
  }
}

/** One signature for the order, or one per client when the case asks for it. */
export function buildSignatures(bloc: BlocSignature, rendu: Rendu, titre: string): Element[] {
  const { clients } = rendu
  if (!bloc.parClient || clients.length < 2) return [buildOne(bloc, rendu, null, 0)]
  if (bloc.lieu !== true) return clients.map((client, rang) => buildOne(bloc, rendu, client, rang))
  const rangees = Array.from({ length: Math.ceil(clients.length / PAR_RANGEE) }, (_, i) => i * PAR_RANGEE)
  return rangees.map((debut) =>
    buildRangee(bloc, titre, rendu, clients.slice(debut, debut + PAR_RANGEE), debut),
  )
}
