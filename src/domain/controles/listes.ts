import { DEMANDES_DEPOSEES, type Dossier } from '../commande.ts'
import { formatJour } from '../dates.ts'
import type { Dispositif } from '../dispositif.ts'
import { IDENTIFIANT_LIBELLES } from '../identifiants.ts'
import {
  type Activite,
  type Financement,
  isProfession,
  nameImport,
  nameListe,
  normalizeTranche,
  sameTranche,
} from '../listes.ts'
import { formatMontant } from '../montant.ts'
import { PROFESSION_LIBELLES, type Profession } from '../tiers.ts'
import {
  AVANT_BDC_ET_AVANCE,
  af,
  controle,
  enfreint,
  inconnu,
  juger,
  type Observation,
  respecte,
  TOUTES,
} from './base.ts'
import { casOf } from './lecture.ts'
import {
  byRpps,
  byTranche,
  clientsSeenBy,
  isAttestedSince,
  trancheOf,
  type Vu,
} from './listes-confirmation.ts'

const commun = {
  pour: AVANT_BDC_ET_AVANCE,
  famille: 'listes',
  gravite: 'bloquant',
  issues: TOUTES,
} as const

const ANNUAIRE = af(
  '§4.2',
  'les informations du répertoire RPPS figurant dans l’annuaire santé sont celles faisant foi',
)
const BASE = af('§4.2', 'les informations figurant dans la Base de référence […] sont celles faisant foi')
const CALCUL = { document: 'ASP', passage: 'fichiers de calcul du financement par établissement' }

/** `Rose Hypothese (99900000010)` */
const shown = ({ nom, cle }: Vu) => (cle === null ? nom : `${nom} (${cle})`)

/** Contradicts the order, unless the user attested otherwise since the list's day: then it is only said. */
const contradict = (
  dossier: Dossier,
  dispositif: Dispositif,
  vu: Vu,
  sujet: string,
  trouve: string,
): Observation =>
  enfreint(
    sujet,
    trouve,
    nameListe(vu.liste),
    isAttestedSince(dossier, dispositif, vu) ? { gravite: 'alerte' } : {},
  )

/** A card without the number: another control asks for it already. */
const sansCle = (vu: Vu): Observation =>
  inconnu(
    `${vu.chemin}.tiers.identifiants.${vu.type.identifiant}`,
    vu.nom,
    IDENTIFIANT_LIBELLES[vu.type.identifiant],
    {
      gravite: 'information',
    },
  )

const professions = (activites: readonly Activite[]) =>
  [...new Set(activites.map((a) => (a.libelle === '' ? 'profession non dite' : a.libelle)))].join(', ')

const modes = (activites: readonly Activite[]) =>
  [...new Set(activites.map((a) => (a.libelleMode === '' ? 'non dit' : a.libelleMode)))].join(', ')

/** People of the order whom the annuaire knows. */
const foundInAnnuaire = (dossier: Dossier, dispositif: Dispositif) =>
  clientsSeenBy(dossier, dispositif, 'annuaire', byRpps).flatMap((vu) =>
    vu.contenu === null || vu.contenu.activites.length === 0 ? [] : [{ vu, activites: vu.contenu.activites }],
  )

/** A name as two lists may write it. */
const comparable = (nom: string) =>
  nom
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '')

/** The financing that a list tells of is this very order: its number, or its vendor once the advance was deposited. */
function isThisOrder({ commande, fournisseur, demandes }: Dossier, f: Financement): boolean {
  const leNotre =
    f.fournisseur === '' ||
    [fournisseur.denomination, fournisseur.siret].some((n) => comparable(n) === comparable(f.fournisseur))
  if (!leNotre) return false
  if (f.numero !== '') return comparable(f.numero) === comparable(commande.numero)
  return f.fournisseur !== '' && demandes.some((d) => DEMANDES_DEPOSEES.includes(d.etat))
}

function describeFinancement({ fournisseur, le, numero }: Financement): string {
  const mots = [
    fournisseur === '' ? '' : `par ${fournisseur}`,
    le === null ? '' : `le ${formatJour(le)}`,
    numero === '' ? '' : `commande ${numero}`,
  ].filter((m) => m !== '')
  return mots.length === 0 ? 'sans autre précision' : mots.join(', ')
}

function observeTranche(dossier: Dossier, dispositif: Dispositif, vu: Vu): readonly Observation[] {
  if (vu.contenu === null) return []
  const sujet = `${vu.chemin}.tiers.tranche`
  const tranche = trancheOf(dossier, vu.tiers)
  const publiee = vu.contenu.tranche
  if (publiee === null) return [inconnu(sujet, vu.nom, nameListe(vu.liste), { gravite: 'information' })]
  const dite = `tranche ${normalizeTranche(publiee)} (${vu.nom}), d’après ${nameListe(vu.liste)}`
  if (tranche === null || tranche.trim() === '')
    return [inconnu(sujet, dite, nameListe(vu.liste), { gravite: 'information' })]
  if (sameTranche(tranche, publiee)) return [respecte(sujet, dite, null)]
  return [
    contradict(
      dossier,
      dispositif,
      vu,
      sujet,
      `tranche ${normalizeTranche(tranche)} sur la commande (${vu.nom}), tranche ${normalizeTranche(publiee)} dans la liste`,
    ),
  ]
}

export const CONTROLES_LISTES = [
  controle({
    ...commun,
    code: 'LST-ANNUAIRE',
    titre: 'Professionnel inscrit à l’annuaire santé',
    source: ANNUAIRE,
    observe: (dossier, dispositif) =>
      clientsSeenBy(dossier, dispositif, 'annuaire', byRpps).map((vu) => {
        const sujet = `${vu.chemin}.tiers.identifiants.RPPS`
        if (vu.cle === null) return sansCle(vu)
        // The annuaire is kept for the people of the register: one who came since was never looked for.
        if (vu.contenu === null) return inconnu(sujet, shown(vu), nameImport(vu.liste), { gravite: 'alerte' })
        return vu.contenu.activites.length > 0
          ? respecte(sujet, `${shown(vu)}, d’après ${nameListe(vu.liste)}`)
          : contradict(dossier, dispositif, vu, sujet, shown(vu))
      }),
  }),
  controle({
    ...commun,
    code: 'LST-EXERCICE',
    titre: 'Exercice libéral à l’annuaire santé',
    source: ANNUAIRE,
    observe: (dossier, dispositif) =>
      casOf(dossier, dispositif)?.commandePour !== 'LIBERAL'
        ? []
        : foundInAnnuaire(dossier, dispositif).map(({ vu, activites }) => {
            const sujet = `${vu.chemin}.tiers.modeExercice`
            const trouve = `${modes(activites)} (${vu.nom})`
            if (activites.some((a) => a.mode === 'L'))
              return respecte(sujet, `libéral (${vu.nom}), d’après ${nameListe(vu.liste)}`)
            return activites.some((a) => a.mode === '')
              ? inconnu(sujet, trouve, nameListe(vu.liste), { gravite: 'information' })
              : contradict(dossier, dispositif, vu, sujet, trouve)
          }),
  }),
  controle({
    ...commun,
    code: 'LST-PROFESSION',
    titre: 'Profession de l’annuaire santé',
    source: ANNUAIRE,
    observe: (dossier, dispositif) =>
      foundInAnnuaire(dossier, dispositif).flatMap(({ vu, activites }) => {
        const profession: Profession | null = vu.tiers.profession ?? vu.type.profession ?? null
        if (profession === null) return []
        const sujet = `${vu.chemin}.tiers.profession`
        if (activites.some((a) => isProfession(a, profession)))
          return [
            respecte(sujet, `${PROFESSION_LIBELLES[profession]} (${vu.nom}), d’après ${nameListe(vu.liste)}`),
          ]
        if (activites.every((a) => a.profession === null && a.libelle === ''))
          return [inconnu(sujet, vu.nom, nameListe(vu.liste), { gravite: 'information' })]
        const trouve = `${professions(activites)} dans la liste, ${PROFESSION_LIBELLES[profession]} sur la fiche (${vu.nom})`
        return [contradict(dossier, dispositif, vu, sujet, trouve)]
      }),
  }),
  controle({
    ...commun,
    code: 'LST-CENTRE',
    titre: 'Centre de la Base de référence',
    source: BASE,
    observe: (dossier, dispositif) =>
      clientsSeenBy(dossier, dispositif, 'centres', byTranche).map((vu) => {
        const sujet = `${vu.chemin}.tiers.identifiants.${vu.type.identifiant}`
        if (vu.cle === null) return sansCle(vu)
        return vu.contenu === null
          ? contradict(dossier, dispositif, vu, sujet, shown(vu))
          : respecte(sujet, `${shown(vu)}, d’après ${nameListe(vu.liste)}`)
      }),
  }),
  controle({
    ...commun,
    code: 'LST-TRANCHE',
    titre: 'Tranche de la liste',
    source: af(
      '§5.3',
      'La Base de référence […] associe à chaque n° FINESS géographique la tranche de financement faisant foi',
    ),
    observe: (dossier, dispositif) => [
      ...clientsSeenBy(dossier, dispositif, 'centres', byTranche).flatMap((vu) =>
        observeTranche(dossier, dispositif, vu),
      ),
      // A calculation file may give ceilings alone.
      ...clientsSeenBy(dossier, dispositif, 'plafonds', byTranche)
        .filter((vu) => vu.contenu?.tranche !== null)
        .flatMap((vu) => observeTranche(dossier, dispositif, vu)),
    ],
  }),
  controle({
    ...commun,
    code: 'LST-ELIGIBLE',
    titre: 'Établissement éligible d’après la liste',
    source: { document: 'ASP', passage: 'base des établissements éligibles' },
    observe: (dossier, dispositif) =>
      clientsSeenBy(dossier, dispositif, 'es', (t) => !byRpps(t)).map((vu) => {
        const sujet = `${vu.chemin}.tiers.identifiants.${vu.type.identifiant}`
        if (vu.cle === null) return sansCle(vu)
        return juger(
          vu.contenu !== null,
          sujet,
          vu.contenu === null ? shown(vu) : `${shown(vu)}, d’après ${nameListe(vu.liste)}`,
          nameListe(vu.liste),
        )
      }),
  }),
  controle({
    ...commun,
    code: 'LST-PLAFOND',
    titre: 'Montant HT au plus égal au plafond de la liste',
    source: CALCUL,
    observe: (dossier, dispositif) =>
      clientsSeenBy(dossier, dispositif, 'plafonds').flatMap((vu) => {
        const i = dossier.lignes.findIndex((l) => l.tiersId === vu.tiers.id)
        const ligne = dossier.lignes[i]
        if (ligne === undefined || vu.cle === null) return []
        const sujet = `lignes[${i}].ht`
        if (vu.contenu === null)
          return [inconnu(sujet, shown(vu), nameListe(vu.liste), { gravite: 'alerte' })]
        const { plafondHt } = vu.contenu
        if (plafondHt === null) return []
        const trouve = `${formatMontant(ligne.ht)} HT (${vu.nom})`
        const attendu = `${formatMontant(plafondHt)} HT d’après ${nameListe(vu.liste)}`
        if (ligne.ht > plafondHt) return [enfreint(sujet, trouve, attendu)]
        if (ligne.plafondHt !== null && ligne.plafondHt !== plafondHt)
          return [
            enfreint(sujet, `plafond de ${formatMontant(ligne.plafondHt)} HT retenu (${vu.nom})`, attendu, {
              gravite: 'alerte',
            }),
          ]
        return [respecte(sujet, `${trouve}, plafond de ${attendu}`)]
      }),
  }),
  controle({
    ...commun,
    code: 'LST-FINANCE',
    titre: 'Client absent des clients déjà financés',
    source: af('§4.2', 'ne peut bénéficier que d’une seule commande comprenant une Prestation Ségur'),
    observe: (dossier, dispositif) =>
      clientsSeenBy(dossier, dispositif, 'finances').map((vu) => {
        const sujet = `${vu.chemin}.tiers`
        if (vu.cle === null) return sansCle(vu)
        const autres = (vu.contenu?.financements ?? []).filter((f) => !isThisOrder(dossier, f))
        return autres.length === 0
          ? respecte(sujet, `${shown(vu)}, d’après ${nameListe(vu.liste)}`)
          : enfreint(
              sujet,
              `${shown(vu)}, ${autres.map(describeFinancement).join(' ; ')}`,
              nameListe(vu.liste),
            )
      }),
  }),
]
