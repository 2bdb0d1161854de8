import { type Kysely, sql } from 'kysely'
import type { RejetDemande } from '#contract/reprise.ts'
import { type CodesAgence, sensOf } from '#domain/codes.ts'
import { formatJour, type Jour } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import type { Fournisseur, ReponsesScenario } from '#domain/fournisseur.ts'
import { explainIdentifiant, isNumeroLisible, verifyIdentifiant } from '#domain/identifiants.ts'
import type { CategorieTiers } from '#domain/tiers.ts'
import type { Lecteur, Lu } from '../formats/lecture.ts'
import type { Tables } from '../registre/schema.ts'
import type { LigneAgence } from './demandes-fichier.ts'
import { parseProfession } from './libelles.ts'
import type { ClientLu, CommandeLue, LigneLue, PersonneLue } from './lignes.ts'
import { SUITE_MUETTE } from './suites.ts'

const PRATICIENS = 'lignes[].praticiens[]'
const ETABLISSEMENTS = 'lignes[].structure.finessGeo[]'

/** One request, ready for the rules that orders of any import pass. Cents. */
export interface DemandeLue {
  readonly numLigne: number
  readonly numero: string
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
  /** Names the keys of the file in what is said of it. */
  readonly lecteur: Pick<Lecteur, 'cleOf'>
  readonly codes: CodesAgence
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
    lignes.flatMap(({ lu }) => [...praticiensOf(lu).map((p) => p.rpps), ...finessOf(lu)]),
  )
  const connus = await sql<{ valeur: string }>`SELECT i.valeur FROM json_each(${numeros}) j
    CROSS JOIN identifiant i ON i.type IN ('RPPS', 'FINESS_G') AND i.valeur = j.value
    JOIN tiers t ON t.id = i.tiersId AND (i.type = 'RPPS' OR t.categorie <> 'praticien')`.execute(db)
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

interface PraticienLu {
  readonly rpps: string
  readonly nom: string
  readonly prenom: string
  readonly mail: string
  readonly telephone: string
  /** Key of its number in the file. */
  readonly cle: string
}

/** Practitioners of a request: its list, otherwise the client that it names alone. */
function praticiensOf(lu: Lu, cleOf: Lecteur['cleOf'] = (source) => source): readonly PraticienLu[] {
  const liste = lu.liste(PRATICIENS)
  const [de, champs] = liste.length > 0 ? [liste, PRATICIENS] : [[lu], 'lignes[].client']
  return de.flatMap((p, i): PraticienLu[] => {
    const texte = (champ: string) => p.texte(`${champs}.${champ}`) ?? ''
    const cle = cleOf(`${champs}.rpps`, champs === PRATICIENS ? i : undefined)
    const seul = de.length === 1 ? lu : null
    const nom = texte('nomFamille') || texte('nom') || (seul?.texte('lignes[].client.nom') ?? '')
    const separe = champs !== PRATICIENS || texte('nomFamille') !== '' || texte('nom') === ''
    const rpps = texte('rpps') || (seul?.texte('lignes[].client.rpps') ?? '')
    return rpps === ''
      ? []
      : [
          {
            rpps,
            nom,
            prenom: separe ? texte('prenom') || (seul?.texte('lignes[].client.prenom') ?? '') : '',
            mail: texte('mail'),
            telephone: texte('telephone'),
            cle,
          },
        ]
  })
}

const finessOf = (lu: Lu): readonly string[] =>
  lu.liste(ETABLISSEMENTS).flatMap((e) => e.texte(ETABLISSEMENTS) ?? [])

/** What a request may say of its only client besides its number. */
function onClient(lu: Lu, n: number): Partial<ClientLu> {
  if (n !== 1) return {}
  const texte = (champ: string) => lu.texte(`lignes[].client.${champ}`) ?? ''
  return {
    adresse: texte('adresse'),
    codePostal: texte('codePostal'),
    commune: texte('commune'),
    reference: texte('reference'),
    profession: parseProfession(texte('profession')),
    tranche: lu.texte('lignes[].commande.tranche') ?? '',
  }
}

function otherNumbers(lu: Lu, n: number): ClientLu['identifiants'] {
  if (n !== 1) return []
  const siret = lu.texte('lignes[].client.siret')
  const siren = lu.texte('lignes[].client.siren')
  return [
    ...(siret === null ? [] : [['SIRET', siret] as const]),
    ...(siren === null ? [] : [['SIREN', siren] as const]),
  ]
}

function personneOf(lu: Lu, prefixe: string): PersonneLue | null {
  const nom = lu.texte(`${prefixe}.nom`)
  const texte = (champ: string) => lu.texte(`${prefixe}.${champ}`) ?? ''
  return nom === null ? null : { nom, qualite: '', mail: texte('mail'), telephone: texte('telephone') }
}

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
      void liste.push({ numLigne: ligne.numLigne, numero: ligne.numero, cle, regle, phrase })
    const avant = rejets.length
    const reject = say(rejets)
    const deja = numeros.get(ligne.numero)
    if (deja !== undefined)
      reject(
        cadre.lecteur.cleOf('lignes[].commande.numero'),
        'une demande par commande',
        `La commande ${ligne.numero} est déjà à la ligne ${deja} de ce fichier.`,
      )
    const lue = readDemande(ligne, cadre, reject, say(avis))
    if (lue === null || rejets.length > avant) continue
    numeros.set(lue.numero, lue.numLigne)
    demandes.push(lue)
  }
  return { demandes, rejets, avis }
}

type Dire = (cle: string, regle: string, phrase: string) => void

/** Whom the order is for: what the file says, otherwise its case, otherwise whom it names. */
function pourOf(lu: Lu, { dispositif, codes }: CadreDemandes): string | null {
  const code = lu.texte('lignes[].cas.commandePour')
  if (code !== null) return sensOf(codes, 'commandePour', code)
  const cas = dispositif.cas.find((c) => c.code === lu.texte('lignes[].cas.code'))
  return cas?.commandePour ?? (praticiensOf(lu).length > 0 ? 'LIBERAL' : 'STRUCTURE')
}

function readDemande(
  { numLigne, numero, lu }: LigneAgence,
  cadre: CadreDemandes,
  reject: Dire,
  notice: Dire,
): DemandeLue | null {
  const { cleOf } = cadre.lecteur
  const dateEmission = lu.texte('lignes[].commande.dateEmission')
  const cleDate = cleOf('lignes[].commande.dateEmission')
  if (dateEmission === null) reject(cleDate, 'date', 'La demande n’a pas de date de commande.')
  else if (cadre.deposeesLe !== null && dateEmission > cadre.deposeesLe)
    reject(
      cleDate,
      'date du dépôt',
      `La commande est du ${formatJour(dateEmission)}\u00a0: sa demande ne peut pas être déposée le ${formatJour(cadre.deposeesLe)}.`,
    )
  const ht = lu.nombre('lignes[].commande.ht')
  const ttc = ht === null ? lu.nombre('lignes[].commande.ttc') : null
  if (ht === null && ttc === null)
    reject(cleOf('lignes[].commande.ht'), 'montant', 'La demande n’a pas de montant.')
  const code = lu.texte('lignes[].commande.regimeTva')
  const regime = cadre.fournisseur.assujettiTva ? 'assujetti' : 'non_assujetti'
  if (code !== null && sensOf(cadre.codes, 'regimeTVA', code) !== regime)
    reject(
      cleOf('lignes[].commande.regimeTva'),
      'régime de TVA',
      `La demande est au régime ${code}, et le fournisseur ${cadre.fournisseur.assujettiTva ? 'est' : 'n’est pas'} assujetti à la TVA.`,
    )
  if (!isNumeroLisible(numero))
    notice(
      cleOf('lignes[].commande.numero'),
      'Lecture des pièces par l’ASP',
      `Le numéro «\u00a0${numero}\u00a0» a d’autres caractères que des lettres, des chiffres et des espaces\u00a0: il est gardé.`,
    )
  const scenario = Object.fromEntries(lu.sous('lignes[].scenario.')) as ReponsesScenario
  const pour = pourOf(lu, cadre)
  if (pour === null)
    reject(
      cleOf('lignes[].cas.commandePour'),
      'liste de codes',
      `«\u00a0${lu.texte('lignes[].cas.commandePour')}\u00a0» n’est pas un code de la liste «\u00a0commandePour\u00a0» du dispositif ${cadre.dispositif.code}.`,
    )
  const clientUnique = lu.booleen('lignes[].cas.clientUnique')
  const clients =
    pour === 'STRUCTURE'
      ? readEtablissements(lu, cadre, scenario, reject, notice)
      : readPraticiens(lu, clientUnique === true, cadre, reject)
  if (dateEmission === null || clients.length === 0) return null
  const unique = clientUnique === true ? 1 : clients.length
  const parts = shares(ht ?? ttc ?? 0, unique)
  const avecMandataire = lu.booleen('lignes[].cas.avecMandataire') ?? true
  const mandataire = avecMandataire ? personneOf(lu, 'lignes[].mandataire') : null
  const pieces = lu.liste('lignes[].pieces[]').flatMap((p) => p.texte('lignes[].pieces[].nom') ?? [])
  const dateSignature = lu.texte('lignes[].commande.dateSignature')
  const commune: Omit<CommandeLue, 'ht' | 'ttc'> = {
    numero,
    dateEmission,
    dateInstallation: lu.texte('lignes[].commande.dateInstallationPrevue'),
    cas: lu.texte('lignes[].cas.code') ?? '',
    taux: lu.nombre('lignes[].commande.tauxTva'),
    fichier: pieces[0] ?? '',
    mandataire,
    representant: pour === 'STRUCTURE' ? personneOf(lu, 'lignes[].structure.responsable') : null,
    signature: dateSignature === null ? null : { date: dateSignature, signataire: '', nature: 'inconnue' },
    suite: SUITE_MUETTE,
  }
  return {
    numLigne,
    numero,
    lignes: clients.slice(0, unique).map((client, i) => ({
      ligne: numLigne,
      client,
      commande: {
        ...commune,
        ht: ht === null ? null : (parts[i] ?? 0),
        ttc: ht === null ? (parts[i] ?? 0) : null,
      },
      numero,
      rejets: [],
      avis: [],
      zeros: [],
    })),
    beneficiaires: clients.slice(unique),
    mandataire,
    scenario,
    pieces,
    numeroAsp: lu.texte('lignes[].demande.numeroAsp') ?? (filled(lu, /^n(um|umero)?_?asp$/i) || null),
    traitement: [filled(lu, /code_?traitement$/i), filled(lu, /libelle_?traitement$/i)]
      .filter((t) => t !== '')
      .join(' '),
  }
}

/** What the agency filled on return, under a key of that name. */
const filled = (lu: Lu, nom: RegExp): string => texteOf([...lu.remplies].find(([cle]) => nom.test(cle))?.[1])

function readPraticiens(
  lu: Lu,
  clientUnique: boolean,
  { lecteur: { cleOf }, connus }: CadreDemandes,
  reject: Dire,
): readonly ClientLu[] {
  const praticiens = praticiensOf(lu, cleOf)
  if (praticiens.length === 0)
    reject(cleOf(`${PRATICIENS}.rpps`, 0), 'clients de la commande', 'La demande ne nomme aucun praticien.')
  if (clientUnique && praticiens.length > 1)
    reject(
      cleOf('lignes[].cas.clientUnique'),
      'nombre de clients',
      `La demande est dite à client unique et nomme ${praticiens.length} praticiens.`,
    )
  return praticiens.map(({ rpps, cle, nom, prenom, mail, telephone }, i): ClientLu => {
    const faute = explainIdentifiant('RPPS', rpps)
    if (faute !== null) reject(cle, 'clé du n° RPPS', faute)
    if (praticiens.findIndex((autre) => autre.rpps === rpps) !== i)
      reject(cle, 'clients de la commande', `Le n° RPPS ${rpps} est deux fois dans cette demande.`)
    if (connus.has(rpps)) return { ...VIDE, categorie: null, identifiants: [['RPPS', rpps]] }
    return {
      ...VIDE,
      ...onClient(lu, praticiens.length),
      categorie: 'praticien',
      identifiants: [['RPPS', rpps], ...otherNumbers(lu, praticiens.length)],
      nom,
      prenom,
      mail: mail || (praticiens.length === 1 ? (lu.texte('lignes[].client.mail') ?? '') : ''),
      telephone: telephone || (praticiens.length === 1 ? (lu.texte('lignes[].client.telephone') ?? '') : ''),
    }
  })
}

function readEtablissements(
  lu: Lu,
  { lecteur: { cleOf }, connus, finess, dispositif }: CadreDemandes,
  scenario: ReponsesScenario,
  reject: Dire,
  notice: Dire,
): readonly ClientLu[] {
  const etablissements = finessOf(lu)
  const entite = lu.texte('lignes[].structure.finessJuridique')
  const juridique = entite === null ? null : verifyIdentifiant('FINESS_J', entite)
  if (entite !== null && juridique?.ok === false)
    reject(
      cleOf('lignes[].structure.finessJuridique'),
      'clé du n° FINESS',
      explainIdentifiant('FINESS_J', entite) as string,
    )
  if (etablissements.length === 0)
    reject(cleOf(ETABLISSEMENTS, 0), 'clients de la commande', 'La demande ne nomme aucun établissement.')
  return etablissements.map((numero, i): ClientLu => {
    const cle = cleOf(ETABLISSEMENTS, i)
    const faute = explainIdentifiant('FINESS_G', numero)
    if (faute !== null) reject(cle, 'clé du n° FINESS', faute)
    const propre: ClientLu = { ...VIDE, categorie: null, identifiants: [['FINESS_G', numero]] }
    if (connus.has(numero)) return propre
    const identifiants: ClientLu['identifiants'] = [
      ...propre.identifiants,
      ...(juridique?.ok === true ? [['FINESS_J', juridique.valeur] as const] : []),
      ...otherNumbers(lu, etablissements.length),
    ]
    if (finess.has(numero)) return { ...propre, identifiants }
    const nomme = etablissements.length === 1 ? lu.texte('lignes[].client.nom') : null
    if (nomme === null)
      notice(
        cle,
        'nom de l’établissement',
        `Une demande ne dit pas le nom de ses établissements, et ${numero} n’est pas dans l’extraction FINESS du registre\u00a0: complétez sa fiche.`,
      )
    return {
      ...propre,
      ...onClient(lu, etablissements.length),
      profession: null,
      identifiants,
      categorie: categorieOf(dispositif, scenario),
      nom: nomme ?? `FINESS ${numero}`,
    }
  })
}
