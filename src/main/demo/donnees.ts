import { addDays, formatJour, type Jour } from '#domain/dates.ts'
import { luhnKey } from '#domain/identifiants.ts'

/** A place of the open data: invented people live at real communes. */
export interface Lieu {
  readonly codePostal: string
  readonly commune: string
  readonly finessG: string
  readonly finessJ: string
  readonly nom: string
}

const NOMS = [
  'SPÉCIMEN',
  'MODÈLE',
  'TÉMOIN',
  'FICTIF',
  'UNTEL',
  'ÉCHANTILLON',
  'GABARIT',
  'PROTOTYPE',
  'MAQUETTE',
  'EXEMPLE',
]
const PRENOMS = [
  'Lou',
  'Sacha',
  'Camille',
  'Dominique',
  'Alix',
  'Noa',
  'Charlie',
  'Maël',
  'Andrea',
  'Claude',
  'Robin',
]
const PROFESSIONS = ['IDE', 'Kiné', 'Sage-femme', 'Orthophoniste', 'Pédicure-podologue', 'Orthoptiste', 'IPA']
/** Those whose profile the product of the demonstration has. */
const PROFESSIONS_REFERENCEES = PROFESSIONS.filter((p) => p !== 'Pédicure-podologue')

const take = <T>(liste: readonly T[], i: number): T => liste[i % liste.length] as T

/** An RPPS that no one has: 999, a serial number, and a valid key. */
export function inventRpps(serie: number): string {
  const racine = `9990${String(serie).padStart(6, '0')}`
  return `${racine}${luhnKey(racine)}`
}

/** A FINESS that no one has: 99, a serial number, and a valid key. */
export function inventFiness(serie: number): string {
  const racine = `99${String(serie).padStart(6, '0')}`
  return `${racine}${luhnKey(racine)}`
}

/** Reads the places of the shipped FINESS sample. */
export function parseLieux(csv: string): readonly Lieu[] {
  return csv
    .split('\n')
    .slice(1)
    .filter((ligne) => ligne !== '')
    .map((ligne) => {
      const cellules = ligne.split(';')
      const [codePostal = '', ...commune] = (cellules[15] ?? '').split(' ')
      return {
        codePostal,
        commune: commune.join(' '),
        finessG: cellules[1] ?? '',
        finessJ: cellules[2] ?? '',
        nom: cellules[3] ?? '',
      }
    })
}

const telephone = (i: number) =>
  `01 99 00 ${String(10 + (i % 90)).padStart(2, '0')} ${String((i * 7) % 100).padStart(2, '0')}`
const adresse = (i: number) => `${1 + (i % 40)} rue de la Maquette`

const TITRES =
  'REF_CLI;NOM;PRENOM;RPPS;FINESS_GEO;Profession;Adresse;CP;Ville;MAIL;Tél. portable;N° BDC;Date BDC;Date installation;Tranche;Montant HT;Représentant;Qualité'

/** Moves a day of the story, written as of 17/11/2026, to when the demonstration is played. */
export type Decalage = (jour: Jour) => Jour
const surPlace: Decalage = (jour) => jour

type Cellules = Partial<Record<string, string>>

/** One row of a CRM export: an invented practitioner at a real commune, with an order of October. */
function rowOf(lieux: readonly Lieu[], decaler: Decalage) {
  return (i: number, change: Cellules = {}): string => {
    const lieu = take(lieux, i * 13)
    const cellules = {
      ref: `C${String(i + 1).padStart(5, '0')}`,
      nom: take(NOMS, i * 3 + Math.floor(i / 10)),
      prenom: take(PRENOMS, i),
      rpps: inventRpps(i + 1),
      finess: '',
      profession: take(PROFESSIONS, i),
      adresse: adresse(i),
      cp: lieu.codePostal,
      ville: lieu.commune,
      mail: `client${i + 1}@cabinet.example`,
      tel: telephone(i),
      bdc: `EX 26 ${String(i + 1).padStart(4, '0')}`,
      date: formatJour(decaler(addDays('2026-10-01', i % 28))),
      installation: formatJour(decaler('2027-01-15')),
      tranche: '',
      montant: '',
      representant: '',
      qualite: '',
      ...change,
    }
    return Object.values(cellules).join(';')
  }
}

const fileOf = (lignes: readonly string[], titres = TITRES): string =>
  `${[titres, ...lignes].join('\r\n')}\r\n`

/**
 * A CRM export for SFP-LGC-Va2: `nombre` invented practitioners, four invented centres, and six rows that
 * an import must refuse, each for another reason.
 */
export function inventClientsSfp(
  lieux: readonly Lieu[],
  nombre: number,
  decaler: Decalage = surPlace,
): string {
  const ligne = rowOf(lieux, decaler)
  const praticiens = Array.from({ length: nombre }, (_, i) => ligne(i))
  const centres = Array.from({ length: 4 }, (_, k) =>
    ligne(nombre + k, {
      nom: `CENTRE DE SOINS ${take(NOMS, k)}`,
      prenom: '',
      rpps: '',
      finess: inventFiness(1000 + k),
      profession: 'Centre de santé infirmier',
      tranche: take(['A', 'B', 'A', 'C'], k),
      representant: `${take(PRENOMS, k)} ${take(NOMS, k + 5)}`,
      qualite: 'Direction',
    }),
  )
  const cle = inventRpps(9001)
  const mauvaises = [
    ligne(9001, { rpps: `${cle.slice(0, -1)}${(Number(cle.at(-1)) + 1) % 10}` }),
    ligne(9002, { rpps: inventRpps(9002).slice(1) }),
    ligne(9003, { montant: '0' }),
    ligne(9004, { montant: '999,00' }),
    ligne(9005, { date: '31/02/2026' }),
    ligne(9006, { profession: 'Astronaute' }),
  ]
  return fileOf([...praticiens, ...centres, ...mauvaises])
}

const MEDECIN = { profession: 'Médecin' }

/** A CRM export for MDV-LGC-Va1: `nombre` invented doctors, numbered from 1001. */
export function inventMedecins(lieux: readonly Lieu[], nombre: number, decaler: Decalage = surPlace): string {
  const ligne = rowOf(lieux, decaler)
  return fileOf(Array.from({ length: nombre }, (_, i) => ligne(1000 + i, MEDECIN)))
}

/** A CRM export of earlier orders, one per number in `rangs`, all issued on `le` for an installation on `installation`. */
export function inventPremiers(
  lieux: readonly Lieu[],
  rangs: readonly number[],
  { le, installation }: { readonly le: Jour; readonly installation: Jour },
  decaler: Decalage = surPlace,
): string {
  const ligne = rowOf(lieux, decaler)
  const jours = { date: formatJour(decaler(le)), installation: formatJour(decaler(installation)) }
  return fileOf(
    rangs.map((rang) => {
      const change = rang > 1000 ? MEDECIN : { profession: take(PROFESSIONS_REFERENCEES, rang) }
      return ligne(rang - 1, { ...jours, ...change })
    }),
  )
}

/** What the portal shows of a deposited order; `rang`: the number in its order number. Cents. */
export interface Suite {
  readonly rang: number
  readonly issue: 'validée' | 'payée'
  readonly depot: Jour
  readonly paiement: { readonly jour: Jour; readonly montant: number } | null
}

/** The rows of the orders that the agency answered, with its answer: a list kept beside the portal. */
export function inventSuivi(
  lieux: readonly Lieu[],
  suites: readonly Suite[],
  decaler: Decalage = surPlace,
): string {
  const ligne = rowOf(lieux, decaler)
  const lignes = suites.map(({ rang, issue, depot, paiement }) =>
    [
      ligne(rang - 1, rang > 1000 ? MEDECIN : {}),
      formatJour(decaler(depot)),
      `DEMO${String(rang).padStart(6, '0')}`,
      issue,
      paiement === null ? '' : (paiement.montant / 100).toFixed(2).replace('.', ','),
      paiement === null ? '' : formatJour(decaler(paiement.jour)),
    ].join(';'),
  )
  return fileOf(lignes, `${TITRES};Date de dépôt;N° ASP;Issue avance;Montant payé;Date de paiement`)
}
