import { type Kysely, sql } from 'kysely'
import type { RejetDemande } from '#contract/reprise.ts'
import { formatJour, type Jour, parseJour } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import type { Fournisseur, ReponsesScenario } from '#domain/fournisseur.ts'
import { explainIdentifiant, isNumeroLisible, verifyIdentifiant } from '#domain/identifiants.ts'
import type { CategorieTiers } from '#domain/tiers.ts'
import type { Tables } from '../registre/schema.ts'
import type { LigneAgence } from './demandes-fichier.ts'
import type { ClientLu, CommandeLue, LigneLue, PersonneLue } from './lignes.ts'

/** One request, ready for the rules that orders of any import pass. Cents. */
export interface DemandeLue {
  readonly numLigne: number
  readonly numero: string
  readonly ht: number
  readonly dateEmission: Jour
  /** One per client of the order. */
  readonly lignes: readonly LigneLue[]
  /** Establishments that the order serves without being its clients. */
  readonly beneficiaires: readonly ClientLu[]
  readonly mandataire: PersonneLue | null
  readonly scenario: ReponsesScenario
  readonly pieces: readonly string[]
  readonly numeroAsp: string | null
  /** Code and label that the agency gave on return; empty when none. */
  readonly traitement: string
}

export interface CadreDemandes {
  readonly dispositif: Dispositif
  readonly fournisseur: Pick<Fournisseur, 'assujettiTva'>
  readonly deposeesLe: Jour | null
  /** Numbers of clients that the register has: their cards stay as they are. */
  readonly connus: ReadonlySet<string>
  /** Establishments of the FINESS extraction. */
  readonly finess: ReadonlySet<string>
}

/** Which of these RPPS and FINESS are on cards of the register, or in the FINESS extraction. */
export async function readConnus(
  db: Kysely<Tables>,
  lignes: readonly LigneAgence[],
): Promise<Pick<CadreDemandes, 'connus' | 'finess'>> {
  const numeros = JSON.stringify(
    lignes.flatMap((l) => [
      ...l.beneficiaires.liberal.map((p) => p.RPPS),
      ...l.beneficiaires.structure.FINESSGeo,
    ]),
  )
  const connus = await sql<{ valeur: string }>`SELECT i.valeur FROM json_each(${numeros}) j
    CROSS JOIN identifiant i ON i.type IN ('RPPS', 'FINESS_G') AND i.valeur = j.value`.execute(db)
  const finess = await sql<{ numero: string }>`SELECT f.numero FROM json_each(${numeros}) j
    CROSS JOIN finess f ON f.numero = j.value`.execute(db)
  return {
    connus: new Set(connus.rows.map((r) => r.valeur)),
    finess: new Set(finess.rows.map((r) => r.numero)),
  }
}

const VIDE: Omit<ClientLu, 'categorie' | 'identifiants'> = {
  nom: '',
  prenom: '',
  profession: null,
  adresse: '',
  codePostal: '',
  commune: '',
  telephone: '',
  mail: '',
  reference: '',
  tranche: '',
}

/** The kind of structure that the file lets one tell, for one that nothing else describes. */
function categorieOf(dispositif: Dispositif, scenario: ReponsesScenario): CategorieTiers | null {
  const possibles = new Set(
    dispositif.cas.filter((c) => c.commandePour === 'STRUCTURE').flatMap((c) => c.clients.categories),
  )
  if (possibles.size === 1) return [...possibles][0] as CategorieTiers
  const dite = scenario.isCentreDeSante === true ? 'centre_sante' : 'maison_sante'
  return possibles.has(dite) ? dite : null
}

const personne = (nom: string | null, mail: string | null, telephone: string | null): PersonneLue | null =>
  nom === null ? null : { nom: nom.trim(), qualite: '', mail: mail ?? '', telephone: telephone ?? '' }

/** The file has one amount for the order: equal shares, the odd cents on the first clients. */
const shares = (total: number, n: number): readonly number[] =>
  Array.from({ length: n }, (_, i) => Math.floor(total / n) + (i < total % n ? 1 : 0))

const texteOf = (valeur: unknown): string =>
  typeof valeur === 'string' || typeof valeur === 'number' ? String(valeur).trim().slice(0, 200) : ''

/** Reads the lines that the schema accepted. What a rule refuses is a rejection, with its key. */
export function readDemandes(
  lignes: readonly LigneAgence[],
  cadre: CadreDemandes,
): {
  readonly demandes: readonly DemandeLue[]
  readonly rejets: readonly RejetDemande[]
  readonly avis: readonly RejetDemande[]
} {
  const rejets: RejetDemande[] = []
  const avis: RejetDemande[] = []
  const demandes: DemandeLue[] = []
  const numeros = new Map<string, number>()
  for (const ligne of lignes) {
    const say = (liste: RejetDemande[]) => (cle: string, regle: string, phrase: string) =>
      void liste.push({ numLigne: ligne.numLigne, numero: ligne.numeroEditeur, cle, regle, phrase })
    const avant = rejets.length
    const reject = say(rejets)
    const deja = numeros.get(ligne.numeroEditeur)
    if (deja !== undefined)
      reject(
        'numeroEditeur',
        'une demande par commande',
        `La commande ${ligne.numeroEditeur} est déjà à la ligne ${deja} de ce fichier.`,
      )
    const lue = readDemande(ligne, cadre, reject, say(avis))
    if (lue === null || rejets.length > avant) continue
    numeros.set(lue.numero, lue.numLigne)
    demandes.push(lue)
  }
  return { demandes, rejets, avis }
}

type Dire = (cle: string, regle: string, phrase: string) => void

function readDemande(
  ligne: LigneAgence,
  cadre: CadreDemandes,
  reject: Dire,
  notice: Dire,
): DemandeLue | null {
  const { commande, beneficiaires, numeroEditeur: numero } = ligne
  const dateEmission = parseJour(commande.dateCommande)
  const ht = Math.round(commande.montantSegurHT * 100)
  if (dateEmission === null)
    reject(
      'commande.dateCommande',
      'date',
      `«\u00a0${commande.dateCommande}\u00a0» n’est pas une date du calendrier.`,
    )
  else if (cadre.deposeesLe !== null && dateEmission > cadre.deposeesLe)
    reject(
      'commande.dateCommande',
      'date du dépôt',
      `La commande est du ${formatJour(dateEmission)}\u00a0: sa demande ne peut pas être déposée le ${formatJour(cadre.deposeesLe)}.`,
    )
  if (Math.abs(commande.montantSegurHT * 100 - ht) > 1e-6)
    reject('commande.montantSegurHT', 'montant', 'Le montant a plus de deux décimales.')
  if ((commande.regimeTVA === 'TTC') !== cadre.fournisseur.assujettiTva)
    reject(
      'commande.regimeTVA',
      'régime de TVA',
      `La demande est au régime ${commande.regimeTVA}, et le fournisseur ${cadre.fournisseur.assujettiTva ? 'est' : 'n’est pas'} assujetti à la TVA.`,
    )
  if (!isNumeroLisible(numero))
    notice(
      'numeroEditeur',
      'Lecture des pièces par l’ASP',
      `Le numéro «\u00a0${numero}\u00a0» a d’autres caractères que des lettres, des chiffres et des espaces\u00a0: il est gardé.`,
    )
  const scenario = Object.fromEntries(
    Object.entries(ligne.scenarioInstallation ?? {}).filter(([, v]) => v !== null),
  ) as ReponsesScenario
  const clients =
    beneficiaires.commandePour === 'LIBERAL'
      ? readPraticiens(ligne, cadre, reject)
      : readEtablissements(ligne, cadre, scenario, reject, notice)
  if (dateEmission === null || clients.length === 0) return null
  const unique = beneficiaires.isClientUnique ? 1 : clients.length
  const parts = shares(ht, unique)
  const mandataire = beneficiaires.isMandataire
    ? personne(beneficiaires.nomMandataire, beneficiaires.emailMandataire, beneficiaires.telephoneMandataire)
    : null
  const { structure } = beneficiaires
  const commune: Omit<CommandeLue, 'ht' | 'representant'> = {
    numero,
    dateEmission,
    dateInstallation: null,
    cas: '',
    ttc: null,
    taux: null,
    fichier: ligne.piecesJustificatives[0]?.nomFichier ?? '',
    mandataire,
    suite: { deposeLe: null, numeroAsp: '', issue: null, montantPaye: null, payeLe: null },
  }
  return {
    numLigne: ligne.numLigne,
    numero,
    ht,
    dateEmission,
    lignes: clients.slice(0, unique).map((client, i) => ({
      ligne: ligne.numLigne,
      client,
      commande: {
        ...commune,
        ht: parts[i] ?? 0,
        representant:
          beneficiaires.commandePour === 'STRUCTURE'
            ? personne(structure.nomResponsable, structure.emailResponsable, structure.telephoneResponsable)
            : null,
      },
      numero,
      rejets: [],
      avis: [],
      zeros: [],
    })),
    beneficiaires: clients.slice(unique),
    mandataire,
    scenario,
    pieces: ligne.piecesJustificatives.map((p) => p.nomFichier),
    numeroAsp: texteOf(ligne.numeroASP) || null,
    traitement: [texteOf(ligne.codeTraitement), texteOf(ligne.libelleTraitement)]
      .filter((t) => t !== '')
      .join(' '),
  }
}

function readPraticiens(ligne: LigneAgence, cadre: CadreDemandes, reject: Dire): readonly ClientLu[] {
  const { liberal, isClientUnique } = ligne.beneficiaires
  if (isClientUnique && liberal.length > 1)
    reject(
      'beneficiaires.isClientUnique',
      'nombre de clients',
      `La demande est dite à client unique et nomme ${liberal.length} praticiens.`,
    )
  return liberal.map((p, i): ClientLu => {
    const cle = `beneficiaires.liberal[${i}].RPPS`
    const faute = explainIdentifiant('RPPS', p.RPPS)
    if (faute !== null) reject(cle, 'clé du n° RPPS', faute)
    if (liberal.findIndex((autre) => autre.RPPS === p.RPPS) !== i)
      reject(cle, 'clients de la commande', `Le n° RPPS ${p.RPPS} est deux fois dans cette demande.`)
    const identifiants = [['RPPS', p.RPPS]] as const
    if (cadre.connus.has(p.RPPS)) return { ...VIDE, categorie: null, identifiants }
    return {
      ...VIDE,
      categorie: 'praticien',
      identifiants,
      nom: p.nomMedecin.trim(),
      mail: p.emailMedecin,
      telephone: p.telephoneMedecin,
    }
  })
}

function readEtablissements(
  ligne: LigneAgence,
  cadre: CadreDemandes,
  scenario: ReponsesScenario,
  reject: Dire,
  notice: Dire,
): readonly ClientLu[] {
  const { FINESSGeo, FINESSJuridique } = ligne.beneficiaires.structure
  const juridique = FINESSJuridique === null ? null : verifyIdentifiant('FINESS_J', FINESSJuridique)
  if (FINESSJuridique !== null && juridique?.ok === false)
    reject(
      'beneficiaires.structure.FINESSJuridique',
      'clé du n° FINESS',
      explainIdentifiant('FINESS_J', FINESSJuridique) as string,
    )
  return FINESSGeo.map((numero, i): ClientLu => {
    const cle = `beneficiaires.structure.FINESSGeo[${i}]`
    const faute = explainIdentifiant('FINESS_G', numero)
    if (faute !== null) reject(cle, 'clé du n° FINESS', faute)
    const propre: ClientLu = { ...VIDE, categorie: null, identifiants: [['FINESS_G', numero]] }
    if (cadre.connus.has(numero)) return propre
    const identifiants: ClientLu['identifiants'] =
      juridique?.ok === true
        ? [
            ['FINESS_G', numero],
            ['FINESS_J', juridique.valeur],
          ]
        : propre.identifiants
    if (cadre.finess.has(numero)) return { ...propre, identifiants }
    notice(
      cle,
      'nom de l’établissement',
      `Une demande ne dit pas le nom de ses établissements, et ${numero} n’est pas dans l’extraction FINESS du registre\u00a0: complétez sa fiche.`,
    )
    return {
      ...propre,
      identifiants,
      categorie: categorieOf(cadre.dispositif, scenario),
      nom: `FINESS ${numero}`,
    }
  })
}
