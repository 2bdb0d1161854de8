import type { Participation } from '#domain/commande.ts'
import { nomComplet } from '#domain/tiers.ts'
import type { Element } from '../flux.ts'
import type { Bloc } from '../modele.ts'
import { AXES, MESURE, mm } from '../page.ts'
import { STYLES } from '../styles.ts'
import { oneLine, wrap } from '../texte.ts'
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

/** One signature: date and name on the left, box on the right; the same places serve an electronic one. */
function buildOne(bloc: BlocSignature, rendu: Rendu, client: Participation | null, rang: number): Element {
  const suffixe = rang === 0 ? '' : `_${rang + 1}`
  const qui =
    client === null
      ? []
      : wrap(
          [`Client ${rang + 1}\u00a0: ${nomComplet(client.tiers)}`, identifiantImprime(client.tiers)]
            .filter((x) => x !== '')
            .join(', '),
          STYLES.gras,
          MESURE.texte,
        )
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
        toile.texte(oneLine(bloc.libelleDate, STYLES.libelle), STYLES.libelle, AXES.texte, y)
        dessinerDate(toile, y + interligne + mm(6.2), bloc.libelleDate, suffixe)
        const yNom = y + interligne + mm(8.6)
        toile.texte(oneLine(bloc.libelleNom, STYLES.libelle), STYLES.libelle, AXES.texte, yNom)
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
        toile.texte(oneLine(bloc.libelleCadre, STYLES.libelle), STYLES.libelle, AXES.valeur, y)
        toile.cadre(AXES.valeur, y + interligne + 2, MESURE.valeur, cadre, CADRE)
      },
    },
  }
}

function dessinerDate(toile: Toile, ligne: number, info: string, suffixe: string): void {
  for (const [debut, largeur, partie] of TRAITS) {
    const x = AXES.texte + mm(debut)
    toile.trait(x, ligne, x + mm(largeur), ligne, CADRE)
    toile.champs.push({
      type: 'texte',
      nom: `dateSignatureCommande${suffixe}.${partie}`,
      info: `${info}\u00a0: ${partie === 'annee' ? 'année' : partie}`,
      x,
      y: ligne - 15,
      largeur: mm(largeur),
      hauteur: 14,
    })
  }
  for (const x of [13.5, 28.5]) {
    const barre = oneLine('/', STYLES.valeur)
    toile.texte(barre, STYLES.valeur, AXES.texte + mm(x) - barre.largeur / 2, ligne - 11)
  }
}

/** One signature for the order, or one per client when the case asks for it. */
export function buildSignatures(bloc: BlocSignature, rendu: Rendu): Element[] {
  if (!bloc.parClient || rendu.clients.length < 2) return [buildOne(bloc, rendu, null, 0)]
  return rendu.clients.map((client, rang) => buildOne(bloc, rendu, client, rang))
}
