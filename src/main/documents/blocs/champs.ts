import type { Participation } from '#domain/commande.ts'
import type { Element } from '../flux.ts'
import type { ChampImprime } from '../modele.ts'
import { AXES, MESURE } from '../page.ts'
import { STYLES } from '../styles.ts'
import { wrap } from '../texte.ts'
import { readValeur } from '../valeurs.ts'
import { FILET, GRIS, type Rendu, wrapLignes } from './rendu.ts'

/** One field per line, label at 34 mm, value at 104 mm; an absent value is an empty line, never a dash. */
export function buildChamps(
  champs: readonly ChampImprime[],
  rendu: Rendu,
  participation: Participation | null,
): Element[] {
  const retenus = champs.filter((c) => rendu.satisfait(c.si))
  return retenus.map((champ, i) => {
    const style = champ.cle === true ? STYLES.valeurCle : STYLES.valeur
    const libelle = wrap(champ.libelle, STYLES.libelle, MESURE.libelle)
    const valeur = wrapLignes(readValeur(champ.valeur, rendu.contexte, participation), style, MESURE.valeur)
    const marge = rendu.densite.rangee / 2
    const hauteur = Math.max(libelle.length, valeur.length) * STYLES.libelle.interligne + rendu.densite.rangee
    const filet = i < retenus.length - 1
    return {
      type: 'unite',
      unite: {
        hauteur,
        avant: 0,
        dessiner(toile, haut) {
          toile.lignes(libelle, STYLES.libelle, AXES.texte, haut + marge)
          toile.lignes(valeur, style, AXES.valeur, haut + marge)
          if (filet) toile.trait(AXES.texte, haut + hauteur, AXES.droite, haut + hauteur, FILET, GRIS)
        },
      },
    }
  })
}
