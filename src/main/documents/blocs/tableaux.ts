import { formatMontant, formatTaux } from '#domain/montant.ts'
import { identifiantOf } from '#domain/tiers.ts'
import type { Tableau, Unite } from '../flux.ts'
import type { Bloc, Colonne } from '../modele.ts'
import { AXES, MESURE, mm } from '../page.ts'
import { STYLES } from '../styles.ts'
import { oneLine, type Style, wrap } from '../texte.ts'
import type { Toile } from '../toile.ts'
import { readValeur } from '../valeurs.ts'
import { CADRE, FILET, GRIS, type Rendu } from './rendu.ts'

type BlocDe<N extends Bloc['bloc']> = Extract<Bloc, { bloc: N }>

const GOUTTIERE = mm(3)

/** « Clients 1 à 25 sur 28, suite page 2. » */
function annonce(total: number): Tableau['annonce'] {
  return (de, a, page) => {
    const ligne = oneLine(`Clients ${de} à ${a} sur ${total}, suite page ${page}.`, STYLES.courant)
    return {
      hauteur: STYLES.courant.interligne,
      avant: mm(1.5),
      dessiner: (toile, haut) => toile.texte(ligne, STYLES.courant, AXES.rail, haut),
    }
  }
}

/** Title of the table, repeated with « (suite, clients 26 à 28 sur 28) ». */
export function titreTableau(titre: string, accent: string, suite = ''): Unite {
  const ligne = oneLine(titre, STYLES.rail, MESURE.pleine / 2)
  const precision = oneLine(suite, STYLES.sousTitre)
  return {
    hauteur: STYLES.rail.interligne + 2,
    avant: 0,
    colle: true,
    dessiner(toile, haut) {
      toile.texte(ligne, STYLES.rail, AXES.rail, haut, accent)
      if (suite !== '') toile.texte(precision, STYLES.sousTitre, AXES.rail + ligne.largeur + 4, haut - 0.5)
    },
  }
}

const reprise =
  (titre: string, accent: string, total: number): Tableau['reprise'] =>
  (de, a) =>
    titreTableau(titre, accent, `(suite, clients ${de} à ${a} sur ${total})`)

function tete(dessiner: (toile: Toile, haut: number) => void): Unite {
  const hauteur = STYLES.tete.interligne + 4.3
  return {
    hauteur,
    avant: 0,
    colle: true,
    dessiner(toile, haut) {
      dessiner(toile, haut + 1.6)
      toile.trait(AXES.rail, haut + hauteur, AXES.droite, haut + hauteur, CADRE)
    },
  }
}

interface Axe extends Colonne {
  readonly x: number
}

/** Clients, one row each, in the columns of the model. */
export function buildClients(bloc: BlocDe<'clients'>, rendu: Rendu): Tableau {
  let x = AXES.rail
  const axes: Axe[] = bloc.colonnes.map((colonne) => {
    const axe = { ...colonne, x }
    x += mm(colonne.largeur)
    return axe
  })
  const lignes = rendu.clients.map((client): Unite => {
    const cellules = axes.map((axe) => {
      const style: Style = axe.identifiant === true ? STYLES.identifiant : STYLES.cellule
      // An address stands on one line of text.
      const texte = readValeur(axe.valeur, rendu.contexte, client).replaceAll('\n', ', ')
      const largeur = mm(axe.largeur) - (axe === axes.at(-1) ? 0 : GOUTTIERE)
      return { axe, style, lignes: wrap(texte, style, largeur) }
    })
    const hauteur = Math.max(...cellules.map((c) => c.lignes.length)) * STYLES.cellule.interligne + 5
    return {
      hauteur,
      avant: 0,
      dessiner(toile, haut) {
        for (const c of cellules) toile.lignes(c.lignes, c.style, c.axe.x, haut + 2.5)
        toile.trait(AXES.rail, haut + hauteur, AXES.droite, haut + hauteur, FILET, GRIS)
      },
    }
  })
  const total = lignes.length
  return {
    avant: 0,
    entree: [],
    tete: tete((toile, haut) => {
      for (const axe of axes) toile.texte(oneLine(axe.libelle, STYLES.tete), STYLES.tete, axe.x, haut)
    }),
    lignes,
    pied: [],
    annonce: annonce(total),
    reprise: reprise(bloc.titreTableau, rendu.accent, total),
  }
}

/** Right edges of the amounts, from the left of the table (mm): HT, rate, VAT, TTC. */
const COLONNES_MONTANT = [65, 108, 144, 174].map((n) => AXES.rail + mm(n))
const TETES_MONTANT = ['Montant HT', 'Taux de TVA applicable', 'Montant de la TVA', 'Montant TTC']

function aDroite(toile: Toile, valeurs: readonly string[], style: Style, haut: number): void {
  for (const [i, valeur] of valeurs.entries())
    toile.aDroite(oneLine(valeur, style), style, COLONNES_MONTANT[i] as number, haut)
}

/**
 * One line « Prestation Ségur » per client and nothing else (AF-SFP-LGC-Va2 §4.3), then the total and the mention
 * with the TTC. A vendor outside VAT has no rate, no VAT, and a TTC equal to the HT (§5.2).
 */
export function buildMontants(bloc: BlocDe<'montants'>, titre: string, rendu: Rendu): Tableau {
  const { dossier } = rendu.contexte
  const plusieurs = rendu.clients.length > 1
  const largeurDesignation = mm(37) - GOUTTIERE
  const lignes = dossier.lignes.map((ligne): Unite => {
    const designation = wrap(bloc.designation, STYLES.tete, largeurDesignation)
    const client = dossier.participations.find((p) => p.tiers.id === ligne.tiersId) ?? null
    const cle = `${bloc.libelleIdentifiant} `
    const identifiant = readValeur(bloc.identifiant, rendu.contexte, client)
    const debut = oneLine(cle, STYLES.cellule)
    const numero = oneLine(identifiant, STYLES.identifiant, mm(90))
    const decalage = identifiant === '' ? 0 : debut.largeur + numero.largeur + 8
    const nom = plusieurs
      ? wrap(readValeur('tiers.nom', rendu.contexte, client), STYLES.cellule, MESURE.pleine - decalage)
      : []
    const corps = designation.length * STYLES.cellule.interligne
    const hauteur = corps + nom.length * STYLES.cellule.interligne + rendu.densite.rangee + 0.7
    const montants = [
      formatMontant(ligne.ht),
      dossier.fournisseur.assujettiTva ? formatTaux(ligne.taux) : 'non applicable',
      formatMontant(ligne.tva),
      formatMontant(ligne.ttc),
    ]
    return {
      hauteur,
      avant: 0,
      dessiner(toile, haut) {
        const y = haut + rendu.densite.rangee / 2
        toile.lignes(designation, STYLES.tete, AXES.rail, y)
        aDroite(toile, montants, STYLES.cellule, y)
        if (plusieurs) {
          if (identifiant !== '') {
            toile.texte(debut, STYLES.cellule, AXES.rail, y + corps)
            toile.texte(numero, STYLES.identifiant, AXES.rail + debut.largeur + 2.2, y + corps)
          }
          toile.lignes(nom, STYLES.cellule, AXES.rail + decalage, y + corps)
        }
        toile.trait(AXES.rail, haut + hauteur, AXES.droite, haut + hauteur, FILET, GRIS)
      },
    }
  })
  const somme = (cle: 'ht' | 'tva' | 'ttc') => dossier.lignes.reduce((s, l) => s + l[cle], 0)
  const totaux = [formatMontant(somme('ht')), '', formatMontant(somme('tva')), formatMontant(somme('ttc'))]
  return {
    avant: 0,
    entree: [],
    tete: tete((toile, haut) => {
      toile.texte(oneLine('Désignation', STYLES.tete), STYLES.tete, AXES.rail, haut)
      aDroite(toile, TETES_MONTANT, STYLES.tete, haut)
    }),
    lignes,
    pied: [totalUnite(totaux, rendu), priseEnCharge(bloc.priseEnCharge.texte, totaux[3] as string, rendu)],
    annonce: annonce(lignes.length),
    reprise: reprise(titre, rendu.accent, lignes.length),
  }
}

function totalUnite(totaux: readonly string[], rendu: Rendu): Unite {
  const hauteur = STYLES.total.interligne + rendu.densite.rangee
  return {
    hauteur,
    avant: 0,
    colle: true,
    dessiner(toile, haut) {
      const y = haut + rendu.densite.rangee / 2
      toile.texte(oneLine('Total', STYLES.total), STYLES.total, AXES.rail, y)
      aDroite(toile, totaux, STYLES.total, y)
      toile.trait(AXES.rail, haut + hauteur, AXES.droite, haut + hauteur, FILET, GRIS)
    },
  }
}

/** The mention on the amount that the State pays, with the TTC on its line. */
function priseEnCharge(texte: string, ttc: string, rendu: Rendu): Unite {
  const lignes = wrap(texte, STYLES.gras, MESURE.pleine - mm(34))
  const hauteur = lignes.length * STYLES.gras.interligne + rendu.densite.rangee
  return {
    hauteur,
    avant: 0,
    dessiner(toile, haut) {
      const y = haut + rendu.densite.rangee / 2
      toile.lignes(lignes, STYLES.gras, AXES.rail, y)
      toile.aDroite(oneLine(ttc, STYLES.gras), STYLES.gras, AXES.droite, y)
      toile.trait(AXES.rail, haut + hauteur, AXES.droite, haut + hauteur, CADRE)
    },
  }
}

/** First identifier of a client in the words of the form, for the label of its signature. */
export function identifiantImprime(tiers: Parameters<typeof identifiantOf>[0]): string {
  const rpps = identifiantOf(tiers, 'RPPS')
  if (rpps !== null) return `n°\u00a0RPPS\u00a0${rpps}`
  const finess = identifiantOf(tiers, 'FINESS_G')
  return finess === null ? '' : `n°\u00a0FINESS\u00a0${finess}`
}
