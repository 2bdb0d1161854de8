import path from 'node:path'
import type { Kysely } from 'kysely'
import type { ChampPortail, DemandeRetournee, RejetRetour, ResultatRetour } from '#contract/retour.ts'
import type { TypeDemande } from '#domain/commande.ts'
import { type Jour, jourParis } from '#domain/dates.ts'
import type { Contexte } from '../contexte.ts'
import { LigneRefusee } from '../imports/ligneRefusee.ts'
import { type LignePortail, mapColonnes, readLignePortail } from '../imports/portail.ts'
import { SuiteRefusee } from '../imports/suites.ts'
import type { SuiteAEcrire } from '../imports/suites-ecriture.ts'
import { readTableauColle, readTableauFichier, type Tableau } from '../imports/tableau.ts'
import { refuser } from '../refus.ts'
import { journaliser } from '../registre/journal.ts'
import {
  type DemandeSuivie,
  findNumeros,
  findRetour,
  keepRetour,
  readDemandesNommees,
} from '../registre/retours.ts'
import type { Tables } from '../registre/schema.ts'
import { describeSuite } from './retour-fichier.ts'
import { openDispositifs, recordSuites, resolveDemande } from './retour-suites.ts'

type Db = Kysely<Tables>

export interface DemandePortail {
  readonly chemin: string | null
  readonly colle: string
  readonly dispositif: string | null
  readonly colonnes: Readonly<Record<string, ChampPortail | null>>
  readonly essai: boolean
}

interface Registre {
  readonly parAsp: ReadonlyMap<string, readonly DemandeSuivie[]>
  readonly parNumero: ReadonlyMap<string, readonly DemandeSuivie[]>
  readonly numeros: ReadonlySet<string>
}

const OF_TYPE: Readonly<Record<TypeDemande, string>> = { avance: ' d’avance', solde: ' de solde' }

/** The one request that lines may speak of: the last attempt of one order and one type. Throws `LigneRefusee`. */
function chooseOne(demandes: readonly DemandeSuivie[], champ: ChampPortail, valeur: string): DemandeSuivie {
  const vives = demandes.filter((d) => d.etat !== 'remplacee')
  const retenues = vives.length > 0 ? vives : demandes
  if (new Set(retenues.map((d) => d.commandeId)).size > 1)
    throw new LigneRefusee(
      champ,
      valeur,
      'jointure',
      champ === 'numeroAsp'
        ? `Le n° ASP ${valeur} est celui de plusieurs commandes\u00a0: ajoutez la colonne du numéro de commande.`
        : `Plusieurs commandes ont le numéro ${valeur}\u00a0: choisissez le dispositif, ou ajoutez la colonne du n° ASP.`,
    )
  if (new Set(retenues.map((d) => d.type)).size > 1)
    throw new LigneRefusee(
      'type',
      null,
      'jointure',
      `La commande ${retenues[0]?.numero} a une avance et un solde\u00a0: la ligne ne dit pas duquel elle parle. Ajoutez la colonne du type de demande.`,
    )
  return retenues.at(-1) as DemandeSuivie
}

/** The request of a line: by its ASP number, then by its order number. Throws `LigneRefusee`. */
function findDemande(ligne: LignePortail, registre: Registre): DemandeSuivie {
  const { numeroAsp, numeroCommande, type } = ligne
  if (numeroAsp === '' && numeroCommande === '')
    throw new LigneRefusee(null, null, 'jointure', 'La ligne n’a ni n° ASP, ni numéro de commande.')
  const ofType = (demandes: readonly DemandeSuivie[] | undefined) =>
    (demandes ?? []).filter((d) => type === null || d.type === type)
  const parAsp = numeroAsp === '' ? [] : ofType(registre.parAsp.get(numeroAsp))
  if (parAsp.length > 0) {
    const siennes = numeroCommande === '' ? parAsp : parAsp.filter((d) => d.numero === numeroCommande)
    if (siennes.length === 0)
      throw new LigneRefusee(
        'numeroCommande',
        numeroCommande,
        'jointure',
        `Le n° ASP ${numeroAsp} est celui de la commande ${parAsp[0]?.numero}, et la ligne dit ${numeroCommande}.`,
      )
    // A balance goes under the number of its advance until it has its own: without a type, the line may speak of both.
    const voisines = type !== null ? [] : (registre.parNumero.get(siennes[0]?.numero ?? '') ?? [])
    const autres = voisines.filter(
      (d) =>
        d.commandeId === siennes[0]?.commandeId &&
        d.type !== siennes[0].type &&
        d.etat !== 'exportee' &&
        (d.numeroAsp === null || d.numeroAsp === numeroAsp),
    )
    return chooseOne([...new Set([...siennes, ...autres])], 'numeroAsp', numeroAsp)
  }
  const parNumero = ofType(registre.parNumero.get(numeroCommande))
  if (parNumero.length === 0) {
    const connue = numeroCommande !== '' && registre.numeros.has(numeroCommande)
    throw new LigneRefusee(
      numeroCommande === '' ? 'numeroAsp' : 'numeroCommande',
      numeroCommande || numeroAsp,
      'jointure',
      connue
        ? `La commande ${numeroCommande} n’a pas de demande${type === null ? '' : OF_TYPE[type]} déposée\u00a0: enregistrez son dépôt, ou importez-la par la liste des commandes.`
        : numeroCommande === ''
          ? `Le n° ASP ${numeroAsp} n’est pas dans le registre\u00a0: ajoutez la colonne du numéro de commande.`
          : `La commande ${numeroCommande} n’est pas dans le registre.`,
    )
  }
  const demande = chooseOne(parNumero, 'numeroCommande', numeroCommande)
  if (numeroAsp !== '' && demande.numeroAsp !== null)
    throw new LigneRefusee(
      'numeroAsp',
      numeroAsp,
      'n° ASP',
      `La demande de la commande ${numeroCommande} a le n° ASP ${demande.numeroAsp}, et la ligne dit ${numeroAsp}.`,
    )
  return demande
}

/** What a line changes of its request; null when it says what is known. Throws `SuiteRefusee`. */
function resolveLigne(ligne: LignePortail, d: DemandeSuivie, jour: Jour) {
  const { issue, deposeLe, decideeLe, payeLe, montantPaye, motif, numeroAsp } = ligne
  const enCours = issue === null || issue === 'a_corriger' || issue === 'deposee' || issue === 'incomplete'
  // The portal goes on showing an attempt that a new one replaced.
  if (d.etat === 'remplacee' && enCours) return null
  const acceptee = issue === 'validee' || issue === 'payee'
  return resolveDemande(
    d,
    {
      deposeLe,
      numeroAsp,
      issue,
      montantPaye,
      payeLe,
      motif,
      valideeLe: acceptee ? decideeLe : null,
      refuseeLe: issue === 'rejetee' ? decideeLe : null,
    },
    jour,
  )
}

const groupNonEmpty = (demandes: readonly DemandeSuivie[], cle: (d: DemandeSuivie) => string | null) => {
  const groupes = Map.groupBy(demandes, (d) => cle(d) ?? '')
  groupes.delete('')
  return groupes
}

interface Resolution {
  readonly suites: readonly (SuiteAEcrire & { readonly demande: DemandeSuivie })[]
  readonly inchangees: number
  readonly rejets: readonly RejetRetour[]
}

async function resolveTableau(
  ctx: Contexte,
  db: Db,
  tableau: Tableau,
  colonnes: ResultatRetour['colonnes'],
  dispositif: string | null,
): Promise<Resolution> {
  const jour = jourParis(ctx.maintenant())
  const dispositifOf = await openDispositifs(db, ctx)
  const rejets: RejetRetour[] = []
  const titreOf = (champ: string | null) => colonnes.find((c) => c.champ === champ)?.titre ?? null
  const reject = (
    ligne: number,
    champ: string | null,
    valeur: string | null,
    regle: string,
    phrase: string,
  ) =>
    void rejets.push({
      fichier: tableau.nom,
      ligne,
      colonne: champ === null ? null : titreOf(champ),
      valeur,
      regle,
      phrase,
    })
  const lues: LignePortail[] = []
  for (const record of tableau.lignes)
    try {
      lues.push(readLignePortail(record, colonnes))
    } catch (erreur) {
      if (!(erreur instanceof LigneRefusee)) throw erreur
      reject(record.ligne, erreur.champ, erreur.valeur, erreur.regle, erreur.message)
    }
  const numeros = [...new Set(lues.map((l) => l.numeroCommande))]
  const demandes = await readDemandesNommees(db, {
    asp: [...new Set(lues.map((l) => l.numeroAsp).filter((n) => n !== ''))],
    numeros,
    dispositif,
  })
  const registre: Registre = {
    parAsp: groupNonEmpty(demandes, (d) => d.numeroAsp),
    parNumero: groupNonEmpty(demandes, (d) => d.numero),
    numeros: await findNumeros(db, numeros),
  }
  const dites = new Map<number, number>()
  const suites: Resolution['suites'][number][] = []
  let inchangees = 0
  for (const ligne of lues)
    try {
      const demande = findDemande(ligne, registre)
      const suite = resolveLigne(ligne, demande, jour)
      const deja = dites.get(demande.id)
      if (deja !== undefined)
        throw new LigneRefusee(
          null,
          null,
          'une ligne par demande',
          `La demande de la commande ${demande.numero} est déjà à la ligne ${deja}\u00a0: la première est gardée.`,
        )
      dites.set(demande.id, ligne.ligne)
      if (suite === null) {
        inchangees++
        continue
      }
      suites.push({
        demande,
        suite,
        commandeId: demande.commandeId,
        type: demande.type,
        dispositif: dispositifOf(demande),
        trace: { ou: `ligne ${ligne.ligne} du portail`, fichier: tableau.nom, sha256: tableau.sha256 },
      })
    } catch (erreur) {
      if (erreur instanceof LigneRefusee)
        reject(ligne.ligne, erreur.champ, erreur.valeur, erreur.regle, erreur.message)
      else if (erreur instanceof SuiteRefusee)
        reject(ligne.ligne, erreur.champ, null, erreur.regle, erreur.message)
      else throw erreur
    }
  return { suites, inchangees, rejets: rejets.sort((a, b) => (a.ligne ?? 0) - (b.ligne ?? 0)) }
}

/** The portal's table: what can be read is recorded in one transaction, the other lines are listed with their reason. */
export async function readPortail(ctx: Contexte, demande: DemandePortail): Promise<ResultatRetour> {
  const { chemin, colle, dispositif, essai } = demande
  if ((chemin === null) === (colle === ''))
    refuser('Donnez un fichier, ou un tableau collé.', { ou: 'chemin' })
  if (dispositif !== null && !ctx.catalogue.codes.includes(dispositif))
    refuser(`Le dispositif «\u00a0${dispositif}\u00a0» n’est pas au catalogue.`, { ou: 'dispositif' })
  const tableau =
    chemin === null ? await readTableauColle(colle) : await readTableauFichier(path.resolve(chemin))
  const colonnes = mapColonnes(tableau.titres, demande.colonnes)
  const lignes = tableau.lignes.length
  const { nom, sha256 } = tableau
  const say = (dejaLu: boolean, r: Resolution): ResultatRetour => ({
    fichiers: [{ nom, envoi: null, dejaLu, lignes }],
    changees: r.suites.map((s): DemandeRetournee => describeSuite(s, s.demande)),
    inchangees: r.inchangees,
    codesInconnus: [],
    rejets: r.rejets,
    colonnes,
  })
  const deja = await ctx.registre.lire((db) => findRetour(db, sha256))
  if (deja?.complet === true) return say(true, { suites: [], inchangees: lignes, rejets: [] })
  if (essai)
    return say(
      deja !== null,
      await ctx.registre.lire((db) => resolveTableau(ctx, db, tableau, colonnes, dispositif)),
    )
  return ctx.registre.ecrire(async (tx) => {
    const resolution = await resolveTableau(ctx, tx, tableau, colonnes, dispositif)
    const { suites, inchangees, rejets } = resolution
    await recordSuites(tx, ctx, suites)
    await keepRetour(tx, {
      sha256,
      nom,
      envoiId: null,
      source: 'portail',
      lueLe: ctx.maintenant(),
      par: await ctx.utilisateur(),
      lignes,
      bilan: { changees: suites.length, inchangees, rejets: rejets.length, clesInconnues: [] },
    })
    await journaliser(tx, ctx, [
      {
        sujet: 'import',
        sujetId: 0,
        action: 'portail_lu',
        detail: `${lignes} lignes\u00a0: ${suites.length} demandes changées, ${inchangees} inchangées, ${rejets.length} lignes refusées`,
        fichier: nom,
        sha256,
      },
    ])
    return say(deja !== null, resolution)
  })
}
