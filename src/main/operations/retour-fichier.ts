import path from 'node:path'
import type { DemandeRetournee, IssueCode, RejetRetour, ResultatRetour } from '#contract/retour.ts'
import { jourParis } from '#domain/dates.ts'
import { ETATS_DEMANDE_LIBELLES } from '#domain/etats.ts'
import type { Contexte } from '../contexte.ts'
import { FichierIllisible, readOctets } from '../imports/demandes-fichier.ts'
import { LigneRefusee } from '../imports/ligneRefusee.ts'
import type { LigneRetour } from '../imports/retour-lignes.ts'
import { SuiteRefusee } from '../imports/suites.ts'
import type { SuiteAEcrire } from '../imports/suites-ecriture.ts'
import { openMagasin } from '../pieces/magasin.ts'
import type { Progres } from '../progres.ts'
import { journaliser } from '../registre/journal.ts'
import type { Ecriture } from '../registre/registre.ts'
import { type DemandeSuivie, findRetour, keepRetour, readDemandesOfEnvoi } from '../registre/retours.ts'
import { openCodes, saidByCode } from './retour-codes.ts'
import { joinLigne, type RetourReconnu, recognizeRetour } from './retour-envoi.ts'
import { openDispositifs, recordSuites, resolveDemande, unchanged } from './retour-suites.ts'

/** One file, read. */
interface Lu {
  readonly fichier: ResultatRetour['fichiers'][number]
  readonly changees: readonly DemandeRetournee[]
  readonly inchangees: number
  readonly inconnus: readonly { readonly code: string; readonly libelle: string }[]
  readonly rejets: readonly RejetRetour[]
}

const RIEN = { changees: [], inchangees: 0, inconnus: [], rejets: [] } as const

/** The request that a line answers. Throws `LigneRefusee`. */
function demandeOf(
  ligne: LigneRetour,
  { envoi, envoyes }: RetourReconnu,
  demandes: ReadonlyMap<number, DemandeSuivie>,
): DemandeSuivie {
  const { numLigne, numeroEditeur, defaut } = ligne
  if (defaut !== null) throw new LigneRefusee(defaut.cle, null, 'modèle de l’agence', defaut.phrase)
  const jointe = joinLigne(ligne, envoyes)
  if (jointe === null) {
    const envoye = numLigne === null ? undefined : envoyes.get(numLigne)
    throw new LigneRefusee(
      numLigne === null || envoye !== undefined ? 'numeroEditeur' : 'numLigne',
      numeroEditeur,
      'jointure (fichier, ligne)',
      envoye === undefined
        ? numLigne === null
          ? `La commande ${numeroEditeur} n’est pas dans l’envoi ${envoi.reference}.`
          : `L’envoi ${envoi.reference} n’a pas de ligne ${numLigne}.`
        : `La ligne ${numLigne} de l’envoi ${envoi.reference} est la commande ${envoye}, et non ${numeroEditeur}.`,
    )
  }
  const demande = demandes.get(jointe)
  if (demande === undefined)
    throw new LigneRefusee(
      'numLigne',
      null,
      'registre',
      `La demande de la ligne ${jointe} de l’envoi ${envoi.reference} n’est pas dans le registre.`,
    )
  return demande
}

/** What a line changes of its request; null when it says what is known. Throws `LigneRefusee`. */
function resolveLigne(
  ligne: LigneRetour,
  d: DemandeSuivie,
  issueOf: (code: string) => IssueCode | null,
  jour: string,
): Pick<SuiteAEcrire, 'suite' | 'reponse'> | null {
  // An earlier answer is not erased by a file that says nothing.
  const code = ligne.code || d.codeTraitement
  const libelle =
    ligne.libelle || (ligne.code === '' || ligne.code === d.codeTraitement ? d.libelleTraitement : '')
  const asp = ligne.numeroAsp
  if (asp !== '' && d.numeroAsp !== null && asp !== d.numeroAsp)
    throw new LigneRefusee(
      'numeroASP',
      asp,
      'n° ASP',
      `La demande de la commande ${d.numero} a déjà le n° ASP ${d.numeroAsp}, et le fichier dit ${asp}.`,
    )
  const nouveau = code !== d.codeTraitement || libelle !== d.libelleTraitement
  if (!nouveau && (asp === '' || asp === d.numeroAsp)) return null
  // A replaced attempt is past: what the agency says of it is kept, and moves nothing.
  const issue = nouveau && d.etat !== 'remplacee' ? issueOf(code) : null
  try {
    const suite = resolveDemande(d, saidByCode(issue, libelle || code, jour, asp), jour) ?? unchanged(d)
    return { suite, ...(nouveau && { reponse: { code, libelle, le: jour } }) }
  } catch (erreur) {
    if (!(erreur instanceof SuiteRefusee)) throw erreur
    throw new LigneRefusee('codeTraitement', code, erreur.regle, `${d.numero}\u00a0: ${erreur.message}`)
  }
}

interface Fichier {
  readonly nom: string
  readonly sha256: string
}

/** Applies one return file, in the transaction of its own that makes a second reading after a crash the first one. */
async function applyRetour(
  ctx: Contexte,
  tx: Ecriture,
  { nom, sha256 }: Fichier,
  reconnu: RetourReconnu,
): Promise<Lu> {
  const { envoi, fichier } = reconnu
  const jour = jourParis(ctx.maintenant())
  const issueOf = await openCodes(tx)
  const dispositifOf = await openDispositifs(tx, ctx)
  const demandes = new Map(
    (await readDemandesOfEnvoi(tx, envoi.id)).flatMap((d) =>
      d.numLigne === null ? [] : [[d.numLigne, d] as const],
    ),
  )
  const suites: (SuiteAEcrire & { readonly demande: DemandeSuivie })[] = []
  const rejets: RejetRetour[] = []
  const inconnus: { code: string; libelle: string }[] = []
  const vues = new Set<number>()
  let inchangees = 0
  for (const ligne of fichier.lignes)
    try {
      const demande = demandeOf(ligne, reconnu, demandes)
      if (vues.has(demande.id))
        throw new LigneRefusee(
          'numLigne',
          null,
          'jointure (fichier, ligne)',
          `La ligne ${demande.numLigne} est deux fois dans ce fichier\u00a0: la première est gardée.`,
        )
      vues.add(demande.id)
      if (ligne.code !== '' && issueOf(ligne.code) === null)
        inconnus.push({ code: ligne.code, libelle: ligne.libelle })
      const lue = resolveLigne(ligne, demande, issueOf, jour)
      if (lue === null) {
        inchangees++
        continue
      }
      suites.push({
        ...lue,
        demande,
        commandeId: demande.commandeId,
        type: demande.type,
        dispositif: dispositifOf(demande),
        trace: { ou: `ligne ${demande.numLigne} du retour de ${envoi.reference}`, fichier: nom, sha256 },
      })
    } catch (erreur) {
      if (!(erreur instanceof LigneRefusee)) throw erreur
      const { champ, valeur, regle, message: phrase } = erreur
      rejets.push({
        fichier: nom,
        ligne: ligne.numLigne ?? ligne.rang,
        colonne: champ,
        valeur,
        regle,
        phrase,
      })
    }
  await recordSuites(tx, ctx, suites)
  const bilan = { changees: suites.length, inchangees, rejets: rejets.length }
  await keepRetour(tx, {
    sha256,
    nom,
    envoiId: envoi.id,
    source: 'fichier',
    lueLe: ctx.maintenant(),
    par: await ctx.utilisateur(),
    lignes: fichier.lignes.length,
    bilan: { ...bilan, clesInconnues: fichier.clesInconnues },
  })
  await journaliser(tx, ctx, [
    {
      sujet: 'envoi',
      sujetId: envoi.id,
      action: 'retour_lu',
      detail: `${fichier.lignes.length} lignes\u00a0: ${bilan.changees} changées, ${inchangees} inchangées, ${bilan.rejets} refusées`,
      fichier: nom,
      sha256,
    },
  ])
  return {
    fichier: { nom, envoi: envoi.reference, dejaLu: false, lignes: fichier.lignes.length },
    changees: suites.map((s) => describeSuite(s, s.demande)),
    inchangees,
    inconnus,
    rejets,
  }
}

/** What a request became, for the person. */
export const describeSuite = (
  { suite, reponse }: Pick<SuiteAEcrire, 'suite' | 'reponse'>,
  d: DemandeSuivie,
): DemandeRetournee => ({
  demandeId: d.id,
  commandeId: d.commandeId,
  numero: d.numero,
  type: d.type,
  de: d.etat,
  vers: suite.etat,
  numeroAsp: suite.faits.numeroAsp,
  code: reponse?.code ?? d.codeTraitement,
  libelle: reponse?.libelle || suite.faits.motif || ETATS_DEMANDE_LIBELLES[suite.etat],
})

async function importOne(ctx: Contexte, chemin: string): Promise<Lu> {
  const nom = path.basename(chemin)
  try {
    const { octets, sha256 } = await readOctets(chemin)
    const deja = await ctx.registre.lire((db) => findRetour(db, sha256))
    if (deja?.complet === true) {
      const { lignes, envoiId } = deja
      const envoi = await ctx.registre.lire((db) =>
        db
          .selectFrom('envoi')
          .select('reference')
          .where('id', '=', envoiId ?? 0)
          .executeTakeFirst(),
      )
      return {
        ...RIEN,
        fichier: { nom, envoi: envoi?.reference ?? null, dejaLu: true, lignes },
        inchangees: lignes,
      }
    }
    // The whole file is kept, keys that nobody knows included, before anything says that it was read.
    const reconnu = await ctx.registre.lire((db) => recognizeRetour(ctx, db, nom, octets, sha256))
    await openMagasin(ctx.registre.dossier).put(octets)
    const lu = await ctx.registre.ecrire((tx) => applyRetour(ctx, tx, { nom, sha256 }, reconnu))
    return deja === null ? lu : { ...lu, fichier: { ...lu.fichier, dejaLu: true } }
  } catch (erreur) {
    if (!(erreur instanceof FichierIllisible)) throw erreur
    const { cle, regle, message: phrase } = erreur
    return {
      ...RIEN,
      fichier: { nom, envoi: null, dejaLu: false, lignes: 0 },
      rejets: [{ fichier: nom, ligne: null, colonne: cle, valeur: null, regle, phrase }],
    }
  }
}

/** Codes with the number of lines that have each. */
function countCodes(inconnus: Lu['inconnus']): ResultatRetour['codesInconnus'] {
  const groupes = Map.groupBy(inconnus, (i) => i.code)
  return [...groupes].map(([code, lignes]) => ({
    code,
    libelle: lignes.find((l) => l.libelle !== '')?.libelle ?? '',
    lignes: lignes.length,
  }))
}

/** Reads return files, one transaction each: what one refuses never stops the others. */
export async function importRetours(
  ctx: Contexte,
  chemins: readonly string[],
  report: (progres: Progres) => void,
  arret: AbortSignal,
): Promise<ResultatRetour> {
  const lus: Lu[] = []
  const uniques = [...new Set(chemins.map((c) => path.resolve(c)))]
  for (const [i, chemin] of uniques.entries()) {
    arret.throwIfAborted()
    report({ fait: i, total: uniques.length, libelle: `Lecture de ${path.basename(chemin)}` })
    lus.push(await importOne(ctx, chemin))
  }
  return {
    fichiers: lus.map((l) => l.fichier),
    changees: lus.flatMap((l) => l.changees),
    inchangees: lus.reduce((n, l) => n + l.inchangees, 0),
    codesInconnus: countCodes(lus.flatMap((l) => l.inconnus)),
    rejets: lus.flatMap((l) => l.rejets),
    colonnes: [],
  }
}
