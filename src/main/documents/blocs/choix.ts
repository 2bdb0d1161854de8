import { formatDecimal } from '#domain/montant.ts'
import type { Element, Unite } from '../flux.ts'
import type { Bloc } from '../modele.ts'
import { AXES, MESURE, mm } from '../page.ts'
import { STYLES } from '../styles.ts'
import { oneLine, wrap } from '../texte.ts'
import type { Toile } from '../toile.ts'
import { FILET, GRIS, type Rendu } from './rendu.ts'

type BlocDe<N extends Bloc['bloc']> = Extract<Bloc, { bloc: N }>

const COTE = mm(3.5)
const OUI = AXES.rail + mm(146)
const NON = AXES.rail + mm(160)

/** A field to answer: its name, the value of this box, and the label said by the reader. */
interface Saisie {
  readonly nom: string
  readonly valeur: string
  readonly info: string
}

/** Box of 3.5 mm beside a first line; ticked by a cross that touches no side. Left to the client when `saisie`. */
function caseACocher(toile: Toile, x: number, haut: number, cochee: boolean, saisie: Saisie | null): void {
  const y = haut + (STYLES.courant.interligne - COTE) / 2
  toile.cadre(x, y, COTE, COTE, 0.85)
  if (cochee) {
    const r = 2.2
    toile.trait(x + r, y + r, x + COTE - r, y + COTE - r, 1.28)
    toile.trait(x + r, y + COTE - r, x + COTE - r, y + r, 1.28)
  } else if (saisie !== null)
    toile.champs.push({ type: 'choix', ...saisie, x, y, largeur: COTE, hauteur: COTE })
}

/** A question answered in the register is printed ticked; the others are left to the client. */
export function buildQuestions(bloc: BlocDe<'questions'>, rendu: Rendu): Element[] {
  const { dossier, dispositif } = rendu.contexte
  const consigne: Unite = {
    hauteur: STYLES.courant.interligne + 4,
    avant: 0,
    colle: true,
    dessiner: (toile, haut) =>
      toile.texte(oneLine(bloc.consigne, STYLES.courant), STYLES.courant, AXES.texte, haut + 1.5),
  }
  const questions = bloc.questions.map((question, i): Element => {
    const reponse = dossier.scenario[question.cle] ?? null
    const liste = dispositif.scenario.find((q) => q.cle === question.cle)?.liste
    const largeur = liste === undefined ? OUI - AXES.texte - mm(6) : MESURE.libelle
    const texte = wrap(question.texte, STYLES.courant, largeur)
    const choisi =
      liste === undefined || typeof reponse !== 'string'
        ? ''
        : (dispositif.listes[liste]?.flatMap((v) => v.valeur ?? []).find((v) => v.code === reponse)
            ?.libelle ?? reponse)
    const valeur = wrap(choisi, STYLES.valeur, MESURE.valeur)
    const hauteur = Math.max(texte.length, valeur.length) * STYLES.courant.interligne + rendu.densite.rangee
    const filet = i < bloc.questions.length - 1
    return {
      type: 'unite',
      unite: {
        hauteur,
        avant: 0,
        dessiner(toile, haut) {
          const y = haut + rendu.densite.rangee / 2
          toile.lignes(texte, STYLES.courant, AXES.texte, y)
          const saisie = (v: string) => ({ nom: question.cle, valeur: v, info: `${question.texte} ${v}` })
          if (liste === undefined)
            for (const [x, mot, vrai] of [
              [OUI, 'Oui', true],
              [NON, 'Non', false],
            ] as const) {
              caseACocher(toile, x, y, reponse === vrai, reponse === null ? saisie(mot) : null)
              toile.texte(oneLine(mot, STYLES.courant), STYLES.courant, x + COTE + mm(2), y)
            }
          else if (choisi !== '') toile.lignes(valeur, STYLES.valeur, AXES.valeur, y)
          else
            toile.champs.push({
              type: 'texte',
              nom: question.cle,
              info: question.texte,
              x: AXES.valeur,
              y: haut + 1,
              largeur: MESURE.valeur,
              hauteur: hauteur - 2,
            })
          if (filet) toile.trait(AXES.texte, haut + hauteur, AXES.droite, haut + hauteur, FILET, GRIS)
        },
      },
    }
  })
  return [{ type: 'unite', unite: consigne, ancre: true }, ...questions]
}

/**
 * Aids already received under the same regulation (AF-SFP-LGC-Va2 §5.1): what the client declared is printed,
 * added up; without a declaration the client ticks and writes.
 */
export function buildAides(bloc: BlocDe<'aides'>, rendu: Rendu): Element[] {
  const { aides } = rendu.contexte.dossier
  return rendu.clients.map((client, rang): Element => {
    const siennes = aides.filter((a) => a.tiersId === client.tiers.id && a.reglement === bloc.reglement)
    const total = siennes.length === 0 ? null : siennes.reduce((s, a) => s + a.montant, 0)
    const suffixe = rang === 0 ? '' : `_${rang + 1}`
    const texte = wrap(bloc.texte, STYLES.courant, MESURE.texte)
    const interligne = STYLES.courant.interligne
    const corps = texte.length * interligne
    const hauteur = corps + interligne + 6
    const nom = `aidesDejaPercues${suffixe}`
    return {
      type: 'unite',
      ancre: rang === rendu.clients.length - 1,
      unite: {
        hauteur,
        avant: rang === 0 ? 0 : mm(2),
        dessiner(toile, haut) {
          toile.lignes(texte, STYLES.courant, AXES.texte, haut + 1)
          const y = haut + corps + 4
          const retrait = COTE + mm(3)
          const saisie = (valeur: string, info: string) => (total === null ? { nom, valeur, info } : null)
          caseACocher(toile, AXES.texte, y, total === 0, saisie('Aucune', bloc.aucune))
          toile.texte(oneLine(bloc.aucune, STYLES.courant), STYLES.courant, AXES.texte + retrait, y)
          caseACocher(toile, AXES.valeur, y, total !== null && total > 0, saisie('Montant', bloc.montant))
          const avant = oneLine(bloc.montant, STYLES.courant)
          toile.texte(avant, STYLES.courant, AXES.valeur + retrait, y)
          const debut = AXES.valeur + retrait + avant.largeur + 4
          const fin = AXES.droite - mm(4)
          toile.trait(debut, y + interligne, fin, y + interligne, FILET)
          if (total !== null && total > 0)
            toile.aDroite(oneLine(formatDecimal(total), STYLES.valeur), STYLES.valeur, fin - 3, y)
          else if (total === null)
            toile.champs.push({
              type: 'texte',
              nom: `montantAidesDejaPercues${suffixe}`,
              info: `${bloc.montant} (en euros)`,
              x: debut,
              y: y - 1,
              largeur: fin - debut,
              hauteur: interligne + 1,
            })
          toile.texte(oneLine('€', STYLES.courant), STYLES.courant, fin + 3, y)
        },
      },
    }
  })
}
