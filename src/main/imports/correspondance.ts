import { createHash } from 'node:crypto'
import type { ChampImport } from '#contract/import.ts'
import { isMail, parseTelephone, verifyIdentifiant } from '#domain/identifiants.ts'

/** Letters and digits only: accents, case, punctuation and « n° » do not tell headings apart. */
export function normalize(titre: string): string {
  return titre
    .replace(/n\s?[°º]|№/gi, 'n')
    .normalize('NFD')
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/[^a-z0-9]/g, '')
}

const SYNONYMES: Readonly<Record<ChampImport, string>> = {
  reference:
    'reference ref refcli refclient referenceclient codeclient idclient ncli nclient numclient numeroclient clientid customerid id identifiantclient codetiers compte numerocompte ncompte compteclient',
  categorie:
    'categorie typeclient typedeclient typestructure categorieclient typetiers typedestructure typetablissement',
  nom: 'nom nomfamille nomdefamille nomusage nomexercice nomdexercice lastname raisonsociale rs denomination structure etablissement nomstructure nometablissement nomcentre centre societe',
  prenom: 'prenom prenoms firstname prenomexercice prenomdexercice prenomclient',
  nomComplet:
    'nomclient nomprenom prenomnom nometprenom nomcomplet client nomduclient nommedecin nomprenommedecin medecin praticien nompraticien professionnel nomprofessionnel fullname nomprenomclient clientfinal nomclientfinal',
  rpps: 'rpps nrpps numrpps numerorpps coderpps rppsmedecin idrpps identifiantrpps identifiantpp rppsclient nrppsmedecin',
  finessG:
    'finess nfiness numfiness numerofiness finessgeo finessg finesset nfinesset nofinesset finessgeographique nfinessgeographique finesssite numerofinesssite finessetablissement nofiness finessgeo1',
  finessJ:
    'finessj finessjur finessej nfinessej nofinessej finessjuridique nfinessjuridique finessentitejuridique numerofinessetablissementjuridique',
  siren: 'siren nsiren numsiren numerosiren',
  siret: 'siret nsiret numsiret numerosiret',
  profession:
    'profession metier specialite libelleprofession codeprofession professionclient qualification activite specialitemedicale',
  adresse:
    'adresse adresse1 adresse2 adresse3 rue voie adressepostale ligneadresse complementadresse adressecomplement address',
  codePostal: 'codepostal cp cpostal codpost postalcode zip zipcode',
  commune: 'commune ville localite city bureaudistributeur',
  telephone:
    'telephone tel telephonemedecin telportable telephoneportable portable mobile gsm teldirect telfixe numtel ntel numerotelephone numerodetelephone telephoneclient telclient phone telmobile telephone1 tel1 telephonefixe telephonemobile telpro telephoneresponsable',
  mail: 'mail email emails courriel adrmail adressemail adresseemail adressecourriel emailmedecin mailmedecin mailclient emailclient messagerie adressedemessagerie mailpro emailresponsable',
  tranche: 'tranche tranchecentre trancheeffectif trancheplafond',
  representantNom:
    'representant nomrepresentant representantlegal nomrepresentantlegal responsable nomresponsable contact nomcontact directeur',
  representantQualite:
    'qualite fonction qualiterepresentant fonctionrepresentant qualitesignataire fonctionsignataire qualiteresponsable fonctionresponsable',
  mandataireNom: 'mandataire nommandataire mandatairenom medecinmandataire',
  mandataireTelephone: 'telephonemandataire telmandataire mandatairetel mandatairetelephone',
  mandataireMail: 'mailmandataire emailmandataire courrielmandataire mandatairemail mandataireemail',
  numeroCommande:
    'refbdc nbdc numbdc numerobdc bdc numerocommande ncommande numcommande refcommande referencecommande referencebdc bondecommande boncommande nbondecommande nboncommande numeroboncommande numerobondecommande commande nobdc numeroediteur',
  dateCommande:
    'datecommande datebdc datebondecommande dateboncommande datedecommande dateemission datedubdc dateemissionbdc datecde dateemissionbondecommande',
  dateInstallation:
    'dateinstallation dateinstallationprevue dateprevisionnelle datedeploiement dateprevisionnelleinstallation installationprevue',
  cas: 'cas cascommande casbdc',
  montantHt:
    'montant montantht ht montantsegurht montantsegur prixht totalht prix montantprestation montanthteuros montantbdcht',
  montantTtc: 'montantttc ttc totalttc prixttc montantsegurttc montantbdcttc',
  taux: 'taux tva tauxtva tauxdetva',
  fichier:
    'nomfichier fichier nomdufichier pdf fichierpdf nomfichierbdc fichierbdc nompdf piecejointe nomfichierpdf document',
  dateSignature: 'datesignature datedesignature signele signeele datesignaturebdc datesignatureclient',
  signataire: 'signataire nomsignataire nomdusignataire signepar',
  natureSignature:
    'naturesignature naturedelasignature typesignature typedesignature modesignature signature',
  dateDepot: 'datedepot datedudepot datedepotasp datededepot dateavance datedepotavance deposele',
  numeroAsp: 'numeroasp nasp numasp noasp idasp referenceasp refasp numerodossierasp ndossierasp',
  issue: 'issueavance issueasp statutasp etatasp statutavance etatavance decisionasp decisionagence',
  montantPaye:
    'montantpaye montantverse montantavancepaye avancepayee avanceversee montantpayeasp montantregle',
  datePaiement: 'datepaiement datedepaiement dateversement dateduversement payele datepaiementavance',
}

const CHAMP_PAR_TITRE = new Map(
  (Object.entries(SYNONYMES) as [ChampImport, string][]).flatMap(([champ, mots]) =>
    mots.split(' ').map((mot) => [mot, champ] as const),
  ),
)

/** Headings that no list foresees, read by what they hold; the first rule that fits. */
const REGLES: readonly [RegExp, ChampImport | null][] = [
  [/mandataire.*(?:tel|portable)|(?:tel|portable).*mandataire/, 'mandataireTelephone'],
  [/mandataire.*(?:mail|courriel)|(?:mail|courriel).*mandataire/, 'mandataireMail'],
  [/mandataire/, 'mandataireNom'],
  [/^(?:date|dt).*sign|^signee?le/, 'dateSignature'],
  [/(?:nature|type|mode).*signature/, 'natureSignature'],
  [/^(?:date|dt).*(?:bdc|commande|bondecommande)/, 'dateCommande'],
  [/^date.*install/, 'dateInstallation'],
  [/^date.*depot/, 'dateDepot'],
  [/^date.*(?:paiement|versement)/, 'datePaiement'],
  [/montant.*(?:paye|verse)/, 'montantPaye'],
  [/^(?:date|dt)/, null],
  [/rpps/, 'rpps'],
  [/finess.*(?:jur|ej)/, 'finessJ'],
  [/finess/, 'finessG'],
  [/siret/, 'siret'],
  [/siren/, 'siren'],
  [/(?:^|nom)fichier/, 'fichier'],
  [/courriel|e?mail/, 'mail'],
  [/^tel|telephone|portable|mobile/, 'telephone'],
  [/codepostal/, 'codePostal'],
  [/montant.*ttc|ttc$/, 'montantTtc'],
  [/montant/, 'montantHt'],
  [/profession/, 'profession'],
  [/^(?:n|num|numero|ref|reference).*(?:bdc|bondecommande|commande)/, 'numeroCommande'],
  [/^(?:ref|reference|code|id|n|num|numero)(?:du)?client/, 'reference'],
]

/** The field that a heading names, or null. */
export function guessChamp(titre: string): ChampImport | null {
  const cle = normalize(titre)
  if (cle === '') return null
  return CHAMP_PAR_TITRE.get(cle) ?? REGLES.find(([forme]) => forme.test(cle))?.[1] ?? null
}

/** The field that values without heading show by themselves (nine in ten of them), or null. */
function guessFromValues(valeurs: readonly string[]): ChampImport | null {
  const pleines = valeurs.filter((v) => v !== '')
  const most = (test: (v: string) => boolean) =>
    pleines.length > 0 && pleines.filter(test).length >= pleines.length * 0.9
  if (most((v) => verifyIdentifiant('RPPS', v).ok)) return 'rpps'
  if (most((v) => verifyIdentifiant('SIRET', v).ok)) return 'siret'
  if (most((v) => verifyIdentifiant('FINESS_G', v).ok)) return 'finessG'
  if (most(isMail)) return 'mail'
  if (most((v) => parseTelephone(v) !== null)) return 'telephone'
  return null
}

/** Headings as keys of a mapping: « colonne 3 » for an empty one, « Mail (2) » for a second one. */
export function nameColonnes(cellules: readonly string[], nombre: number): string[] {
  const vus = new Map<string, number>()
  return Array.from({ length: nombre }, (_, i) => {
    const titre = (cellules[i] ?? '').trim().replace(/\s+/g, ' ').slice(0, 200)
    const base = titre === '' ? `colonne ${i + 1}` : titre
    const fois = (vus.get(base) ?? 0) + 1
    vus.set(base, fois)
    return fois === 1 ? base : `${base} (${fois})`
  })
}

/** Mapping proposed for headings; for a list without headings, by the values of the first lines. */
export function proposeColonnes(
  titres: readonly string[],
  lignes: readonly (readonly string[])[],
  avecTitres: boolean,
): Record<string, ChampImport | null> {
  const pris = new Set<ChampImport>()
  return Object.fromEntries(
    titres.map((titre, i) => {
      const champ = avecTitres
        ? guessChamp(titre.replace(/ \(\d+\)$/, ''))
        : guessFromValues(lignes.map((l) => (l[i] ?? '').trim()))
      // One column per field, but an address may take several and a second phone may fill the blanks of the first.
      if (champ === null || (pris.has(champ) && !CUMULABLES.has(champ))) return [titre, null]
      pris.add(champ)
      return [titre, champ]
    }),
  )
}

const CUMULABLES: ReadonlySet<ChampImport> = new Set(['adresse', 'telephone', 'mail'])

/** What makes two files of one export alike: their headings, in order. */
export function fingerprint(titres: readonly string[]): string {
  return createHash('sha256').update(titres.map(normalize).join('|')).digest('hex')
}
