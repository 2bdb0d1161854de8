import type { Element, Tableau, Unite } from '../flux.ts'
import type { Bloc } from '../modele.ts'
import { AXES, MESURE, mm } from '../page.ts'
import { STYLES } from '../styles.ts'
import { oneLine, wrap, wrapGras } from '../texte.ts'
import { interpolate } from '../valeurs.ts'
import { buildChamps } from './champs.ts'
import { buildAides, buildQuestions } from './choix.ts'
import { CADRE, FILET, GRIS, REGLE, type Rendu, wrapLignes } from './rendu.ts'
import { buildSignatures } from './signature.ts'
import { buildClients, buildMontants, titreTableau } from './tableaux.ts'

const SOUS_REGLE = mm(1.2)

function buildMention(bloc: Extract<Bloc, { bloc: 'mention' }>, rendu: Rendu): Unite {
  const style = bloc.gras === true ? STYLES.gras : STYLES.courant
  const retrait = bloc.cadre === true ? mm(3) : 0
  const parties = bloc.texte
    .split('**')
    .map((p) => interpolate(p, rendu.contexte, { 'document.renvoi': rendu.renvoi }))
  const largeur = MESURE.texte - 2 * retrait
  const lignes =
    parties.length === 1
      ? wrapLignes(parties[0] as string, style, largeur)
      : wrapGras(parties, style, largeur)
  const marge = bloc.cadre === true ? mm(1.8) : 1
  const hauteur = lignes.length * style.interligne + 2 * marge
  return {
    hauteur,
    avant: bloc.cadre === true ? mm(1.2) : 2,
    dessiner(toile, haut) {
      if (bloc.cadre === true) toile.cadre(AXES.texte, haut, MESURE.texte, hauteur, CADRE)
      toile.lignes(lignes, style, AXES.texte + retrait, haut + marge)
    },
  }
}

/** Statements, each after a filled square. */
function buildPuces(bloc: Extract<Bloc, { bloc: 'puces' }>, rendu: Rendu): Element[] {
  const retrait = mm(4)
  return bloc.elements
    .filter((e) => rendu.satisfait(e.si))
    .map((e): Element => {
      const lignes = wrap(interpolate(e.texte, rendu.contexte), STYLES.courant, MESURE.texte - retrait)
      return {
        type: 'unite',
        unite: {
          hauteur: lignes.length * STYLES.courant.interligne + 1,
          avant: 2,
          dessiner(toile, haut) {
            toile.carre(AXES.texte + 1.4, haut + 5.2, 3)
            toile.lignes(lignes, STYLES.courant, AXES.texte + retrait, haut + 0.5)
          },
        },
      }
    })
}

/** A frame to write in, by hand or on the screen. */
function buildCommentaires(bloc: Extract<Bloc, { bloc: 'commentaires' }>): Element {
  const hauteur = mm(bloc.hauteur)
  return {
    type: 'unite',
    unite: {
      hauteur: hauteur + 2,
      avant: 0,
      dessiner(toile, haut) {
        const cadre = { x: AXES.texte, y: haut + 2, largeur: MESURE.texte, hauteur }
        toile.cadre(cadre.x, cadre.y, cadre.largeur, cadre.hauteur, FILET, GRIS)
        toile.champs.push({
          type: 'texte',
          nom: 'commentaires',
          info: 'Commentaires',
          multiligne: true,
          ...cadre,
        })
      },
    },
  }
}

function buildSection(bloc: Extract<Bloc, { bloc: 'section' }>, rendu: Rendu): Element[] {
  const contenu = bloc.contenu.flatMap((b, i): Element[] => {
    const elements = buildBloc(b, rendu, bloc.titre)
    const suivant = bloc.contenu[i + 1]
    const dernier = elements.at(-1)
    // The framed mention explains the empty field above it: both stay together.
    if (suivant?.bloc !== 'mention' || suivant.cadre !== true || !rendu.satisfait(suivant.si)) return elements
    if (dernier?.type !== 'unite') return elements
    return [...elements.slice(0, -1), { ...dernier, unite: { ...dernier.unite, colle: true } }]
  })
  const [premier, ...suite] = contenu
  if (premier === undefined) return []
  if (premier.type === 'tableau') {
    const titre = underRule(titreTableau(bloc.titre, rendu.accent), rendu)
    return [{ type: 'tableau', tableau: { ...premier.tableau, entree: [titre] } }, ...suite]
  }
  const rail = oneLine(bloc.titre, STYLES.rail, AXES.texte - AXES.rail - mm(1))
  const { unite } = premier
  const avecRail: Unite = {
    ...unite,
    dessiner(toile, haut, suite) {
      toile.texte(rail, STYLES.rail, AXES.rail, haut + 0.6, rendu.accent)
      unite.dessiner(toile, haut, suite)
    },
  }
  return [{ ...premier, unite: underRule(avecRail, rendu) }, ...suite]
}

/** The rule of a section above its first unit; the heading of a page that follows has its own. */
function underRule(unite: Unite, rendu: Rendu): Unite {
  return {
    ...unite,
    avant: rendu.densite.section,
    hauteur: unite.hauteur + SOUS_REGLE,
    dessiner(toile, haut, suite) {
      if (!suite) toile.trait(AXES.rail, haut, AXES.droite, haut, REGLE, rendu.accent)
      unite.dessiner(toile, suite ? haut : haut + SOUS_REGLE, suite)
    },
  }
}

const tableau = (t: Tableau): Element[] => [{ type: 'tableau', tableau: t }]

function buildBloc(bloc: Bloc, rendu: Rendu, titre: string): Element[] {
  if (!rendu.satisfait(bloc.si)) return []
  switch (bloc.bloc) {
    case 'section':
      return buildSection(bloc, rendu)
    case 'champs':
      return buildChamps(bloc.champs, rendu, rendu.mandataire)
    case 'clients':
      return rendu.clients.length > 1
        ? tableau(buildClients(bloc, rendu))
        : buildChamps(bloc.champs, rendu, rendu.clients[0] ?? null)
    case 'montants':
      return tableau(buildMontants(bloc, titre, rendu))
    case 'mention':
      // Only the vendor's own words, when it has none, leave nothing to print.
      return interpolate(bloc.texte, rendu.contexte).trim() === ''
        ? []
        : [{ type: 'unite', unite: buildMention(bloc, rendu), ancre: bloc.ancre === true }]
    case 'puces':
      return buildPuces(bloc, rendu)
    case 'questions':
      return buildQuestions(bloc, rendu)
    case 'aides':
      return buildAides(bloc, rendu)
    case 'commentaires':
      return [buildCommentaires(bloc)]
    case 'signature':
      return buildSignatures(bloc, rendu, titre)
  }
}

/** The blocks of a model as elements to place on pages. */
export function buildElements(blocs: readonly Bloc[], rendu: Rendu): Element[] {
  return blocs.flatMap((bloc) => buildBloc(bloc, rendu, ''))
}
