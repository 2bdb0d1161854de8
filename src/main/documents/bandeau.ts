import { formatSiret, formatTelephone } from '#domain/identifiants.ts'
import { nomComplet } from '#domain/tiers.ts'
import { CADRE, FILET, GRIS, type Rendu } from './blocs/rendu.ts'
import type { Modele } from './modele.ts'
import { AXES, HAUT, MESURE, mm } from './page.ts'
import { STYLES } from './styles.ts'
import { oneLine, wrap } from './texte.ts'
import type { Toile } from './toile.ts'
import { interpolate } from './valeurs.ts'

export interface Logo {
  readonly largeur: number
  readonly hauteur: number
}

const LOGO_MAX = { largeur: mm(60), hauteur: mm(11) }

/** Vendor's name or logo, address, title, subtitle. `bas`: where the form begins. */
export function buildBandeau(
  modele: Modele,
  rendu: Rendu,
  logo: Logo | null,
): { readonly bas: number; dessiner(toile: Toile): void } {
  const { fournisseur } = rendu.contexte.dossier
  const nom = wrap(fournisseur.denomination, STYLES.vendeur, AXES.valeur - AXES.rail - mm(4))
  const echelle =
    logo === null ? 1 : Math.min(LOGO_MAX.largeur / logo.largeur, LOGO_MAX.hauteur / logo.hauteur, 1)
  const { lignes, codePostal, commune } = fournisseur.adresse
  const { telephone, mail } = fournisseur.responsable
  const join = (parts: readonly string[]) => parts.filter((x) => x.trim() !== '').join(', ')
  const adresse = [
    join([lignes.replaceAll('\n', ', '), `${codePostal} ${commune}`]),
    join([formatTelephone(telephone), mail]),
  ]
    .filter((x) => x !== '')
    .flatMap((x) => wrap(x, STYLES.courant, MESURE.valeur))
  const hautIdentite =
    logo === null
      ? nom.length * STYLES.vendeur.interligne
      : Math.min(logo.hauteur * echelle, LOGO_MAX.hauteur)
  const bandeau = Math.max(hautIdentite, adresse.length * STYLES.courant.interligne, mm(12))
  const titre = interpolate(modele.titre, rendu.contexte)
  const style = titre.length > 25 ? STYLES.titreLong : STYLES.titre
  const titres = wrap(titre, style, MESURE.pleine)
  const hautTitre = HAUT + bandeau + mm(1)
  const sousTitres = modele.sousTitres
    .filter((s) => rendu.satisfait(s.si))
    .flatMap((s) => wrap(interpolate(s.texte, rendu.contexte), STYLES.sousTitre, MESURE.pleine))
  const hautSousTitre = hautTitre + titres.length * style.interligne
  return {
    bas: hautSousTitre + sousTitres.length * STYLES.sousTitre.interligne + mm(4.4),
    dessiner(toile) {
      if (logo === null) toile.lignes(nom, STYLES.vendeur, AXES.rail, HAUT)
      else toile.image('Logo', AXES.rail, HAUT, logo.largeur * echelle, logo.hauteur * echelle)
      toile.lignes(adresse, STYLES.courant, AXES.valeur, HAUT)
      toile.lignes(titres, style, AXES.rail, hautTitre, rendu.accent)
      toile.lignes(sousTitres, STYLES.sousTitre, AXES.rail, hautSousTitre)
    },
  }
}

/** One line above a rule, on every page but the first. */
export function dessinerEntete(toile: Toile, gauche: string, droite: string, accent: string): void {
  const haut = mm(13)
  const fin = oneLine(droite, STYLES.courant, MESURE.pleine * 0.58)
  toile.texte(oneLine(gauche, STYLES.gras, MESURE.pleine - fin.largeur - mm(6)), STYLES.gras, AXES.rail, haut)
  toile.aDroite(fin, STYLES.courant, AXES.droite, haut)
  toile.trait(AXES.rail, mm(19.7), AXES.droite, mm(19.7), CADRE, accent)
}

/** Heading of the pages that follow: the document, what it is about and its client. */
export function dessinerSuite(toile: Toile, modele: Modele, rendu: Rendu): void {
  const premier = rendu.clients[0]
  const autres = rendu.clients.length - 1
  const client =
    premier === undefined
      ? ''
      : `${nomComplet(premier.tiers)}${autres > 0 ? ` et ${autres} ${autres > 1 ? 'autres' : 'autre'}` : ''}`
  const droite = [interpolate(modele.rappel, rendu.contexte), client].filter((x) => x !== '').join(', ')
  dessinerEntete(toile, `${modele.titre} (suite)`, droite, rendu.accent)
}

/** Vendor and SIREN on the left, the document and its page on the right. */
export function dessinerPied(toile: Toile, modele: Modele, rendu: Rendu, page: number, pages: number): void {
  const { fournisseur } = rendu.contexte.dossier
  const haut = mm(283.3)
  toile.trait(AXES.rail, mm(281.6), AXES.droite, mm(281.6), FILET, GRIS)
  const numero = oneLine(interpolate(modele.reference, rendu.contexte), STYLES.courant, MESURE.pleine * 0.45)
  const droite = oneLine(`, page ${page}/${pages}`, STYLES.courant)
  const siren = oneLine(`, SIREN ${formatSiret(fournisseur.siret.slice(0, 9))}`, STYLES.courant)
  const place = MESURE.pleine - numero.largeur - droite.largeur - siren.largeur - mm(6)
  const nom = oneLine(fournisseur.denomination, STYLES.courant, place)
  toile.texte(nom, STYLES.courant, AXES.rail, haut)
  toile.texte(siren, STYLES.courant, AXES.rail + nom.largeur, haut)
  toile.aDroite(numero, STYLES.courant, AXES.droite - droite.largeur, haut)
  toile.aDroite(droite, STYLES.courant, AXES.droite, haut)
}
