import type { Rejet } from '#contract/commun.ts'
import type { AnalyseImport, ChampImport, ModificationImport, ResultatImport } from '#contract/import.ts'
import { nomComplet } from '#domain/tiers.ts'
import type { ClientResolu, EffetClient } from './clients.ts'
import type { CommandeResolue } from './commandes.ts'
import { normalize } from './correspondance.ts'
import type { Enregistrement } from './csv.ts'
import { type Lecteur, type LigneLue, REGLE_NUMERO, type TypeIdentifiantLu } from './lignes.ts'
import type { Colonnes } from './valeurs.ts'

type Effet = AnalyseImport['apercu'][number]['effet']
type Apercu = AnalyseImport['apercu'][number]

/** Lines shown of each effect. */
const APERCU = 60
/** Cards whose changes an analysis shows field by field: it is asked again at each choice of a column. */
const MODIFICATIONS_MONTREES = 100
/** Lines named by a notice about many. */
const LIGNES_DITES = 5

/** What an import does, counted as it goes. */
export class Bilan {
  lignes = 0
  rejetees = 0
  readonly clients = { nouveau: 0, mis_a_jour: 0, identique: 0 }
  readonly commandes = { creee: 0, mise_a_jour: 0, identique: 0 }
  /** Lines by effect: a line does what its client or its order undergoes, the strongest of both. */
  readonly effets = { nouveau: 0, mis_a_jour: 0, identique: 0 }
  readonly rejets: Rejet[] = []
  readonly avis: Rejet[] = []
  readonly modifications: ModificationImport[] = []
  readonly #zeros = new Map<string, { fois: number; ligne: number }>()
  /** Order number that may not be read → what its first line says of it. */
  readonly #illisibles = new Map<string, Rejet>()
  readonly #titreNumero: string | undefined
  readonly #colonnes: Colonnes
  readonly #remplis: number[]
  readonly #exemples: string[][]
  readonly #apercu: Apercu[] = []
  readonly #montres: Record<Effet, number> = { nouveau: 0, mis_a_jour: 0, identique: 0, rejete: 0 }
  readonly #valeurs = new Map<number, Apercu['valeurs']>()
  readonly #clientsVus = new Set<number>()
  /** Order numbers that no product takes; null when the orders are made. */
  readonly #sansProduit: Set<string> | null

  constructor({ colonnes, commandes }: Pick<Lecteur, 'colonnes' | 'commandes'>) {
    this.#sansProduit = commandes ? null : new Set()
    this.#colonnes = colonnes
    this.#titreNumero = colonnes.titres[colonnes.indices.get('numeroCommande')?.[0] ?? -1]
    this.#remplis = colonnes.titres.map(() => 0)
    this.#exemples = colonnes.titres.map(() => [])
  }

  /** A line was read: what its columns hold, and what is wrong in it. */
  read(brut: Enregistrement, lue: LigneLue): void {
    this.lignes++
    const { titres } = this.#colonnes
    for (let i = 0; i < titres.length; i++) {
      const cellule = brut.cellules[i]
      if (cellule === undefined || cellule === '') continue
      this.#remplis[i] = (this.#remplis[i] as number) + 1
      const exemples = this.#exemples[i] as string[]
      if (exemples.length < 3 && cellule.trim() !== '' && !exemples.includes(cellule.trim()))
        exemples.push(cellule.trim().slice(0, 80))
    }
    const numero = this.#sansProduit === null ? '' : this.#numeroOf(brut)
    if (numero !== '' && lue.client !== null) this.#sansProduit?.add(numero)
    for (const titre of lue.zeros) {
      const vu = this.#zeros.get(titre)
      if (vu === undefined) this.#zeros.set(titre, { fois: 1, ligne: lue.ligne })
      else vu.fois++
    }
    for (const avis of lue.avis)
      if (avis.regle !== REGLE_NUMERO || avis.colonne !== this.#titreNumero) this.avis.push(avis)
      else if (!this.#illisibles.has(lue.numero)) this.#illisibles.set(lue.numero, avis)
    if (this.#valeurs.size < 4 * APERCU || (lue.client === null && this.#montres.rejete < APERCU))
      this.#valeurs.set(lue.ligne, this.#valeursOf(brut))
    if (lue.client === null) this.reject(lue.rejets, 1)
  }

  reject(rejets: readonly Rejet[], lignes: number): void {
    this.rejetees += lignes
    this.rejets.push(...rejets)
    for (const ligne of new Set(rejets.map((r) => r.ligne))) if (ligne !== null) this.#show(ligne, 'rejete')
  }

  /** A line of a list of clients; no effect for one that repeats another. */
  client(ligne: number, client: ClientResolu | null): void {
    if (client !== null) this.#count(ligne, client)
    this.#line(ligne, client?.effet ?? 'identique')
  }

  #count(ligne: number, client: ClientResolu): void {
    this.clients[client.effet]++
    if (client.effet !== 'mis_a_jour') return
    const { id, carte, changements } = client
    const champs = changements.map((c) => ({ ...c, champ: CHAMPS_NUMEROS[c.champ] ?? c.champ }))
    this.modifications.push({ sujet: 'client', id, nom: nomComplet(carte), ligne, champs })
  }

  #countOnce(ligne: number, client: ClientResolu): void {
    if (this.#clientsVus.has(client.id)) return
    this.#clientsVus.add(client.id)
    this.#count(ligne, client)
  }

  commande(lignes: readonly LigneLue[], commande: CommandeResolue): void {
    // Said when the order came in.
    if (commande.effet === 'identique') this.#illisibles.delete(commande.numero)
    this.commandes[commande.effet]++
    const premiere = lignes[0]?.ligne ?? 0
    for (const { client } of commande.participants) this.#countOnce(premiere, client)
    if (commande.effet === 'mise_a_jour' && commande.existante !== null) {
      const { numero: nom, changements: champs, existante } = commande
      this.modifications.push({ sujet: 'commande', id: existante.id, nom, ligne: premiere, champs })
    }
    const effet: EffetClient =
      commande.effet === 'creee'
        ? 'nouveau'
        : commande.effet === 'mise_a_jour' ||
            commande.participants.some((p) => p.client.effet !== 'identique')
          ? 'mis_a_jour'
          : 'identique'
    for (const { ligne } of lignes) this.#line(ligne, effet)
  }

  #line(ligne: number, effet: EffetClient): void {
    this.effets[effet]++
    this.#show(ligne, effet)
  }

  #show(ligne: number, effet: Effet): void {
    const valeurs = this.#valeurs.get(ligne)
    if (valeurs === undefined || this.#montres[effet] >= APERCU) return
    this.#montres[effet]++
    this.#apercu.push({ ligne, effet, valeurs })
  }

  #numeroOf(brut: Enregistrement): string {
    const indices = this.#colonnes.indices.get('numeroCommande') ?? []
    return indices.map((i) => (brut.cellules[i] ?? '').trim()).find((c) => c !== '') ?? ''
  }

  #valeursOf(brut: Enregistrement): Apercu['valeurs'] {
    const valeurs: Partial<Record<ChampImport, string>> = {}
    for (const [champ, indices] of this.#colonnes.indices) {
      const cellule = indices.map((i) => (brut.cellules[i] ?? '').trim()).find((c) => c !== '')
      if (cellule !== undefined) valeurs[champ] = cellule.slice(0, 200)
    }
    return valeurs
  }

  /** Notices, those about a whole column last. */
  allAvis(): Rejet[] {
    return [
      ...this.avis.sort(byLigne),
      ...this.#avisNumeros(),
      ...[...this.#zeros].map(([colonne, { fois, ligne }]) => ({
        ligne,
        colonne,
        valeur: null,
        regle: 'zéro de tête',
        phrase: `${fois === 1 ? 'Une valeur avait' : `${fois} valeurs avaient`} perdu le zéro de tête, pris pour un nombre par un tableur\u00a0: il est remis.`,
      })),
    ]
  }

  /** Order numbers that the agency's reader may miss: one notice, whatever their number. */
  #avisNumeros(): Rejet[] {
    const avis = [...this.#illisibles.values()]
    const [premier] = avis
    if (premier === undefined || avis.length === 1) return avis
    const lignes = avis.slice(0, LIGNES_DITES).map((a) => a.ligne)
    const reste = avis.length - lignes.length
    const suite = reste === 0 ? '' : ` et ${reste} ${reste === 1 ? 'autre' : 'autres'}`
    return [
      {
        ...premier,
        valeur: null,
        phrase: `${avis.length} numéros ont d’autres caractères que des lettres, des chiffres et des espaces\u00a0: ils sont gardés, mais la lecture automatique de l’agence peut les manquer (lignes ${lignes.join(', ')}${suite}).`,
      },
    ]
  }

  toAnalyse(): Pick<AnalyseImport, 'lignes' | 'colonnes' | 'effets' | 'modifications' | 'rejets' | 'apercu'> {
    const { titres, indices } = this.#colonnes
    const champs = titres.map(
      (_, i) => [...indices].find(([, positions]) => positions.includes(i))?.[0] ?? null,
    )
    return {
      lignes: this.lignes,
      colonnes: titres.map((titre, i) => ({
        titre,
        exemples: this.#exemples[i] as string[],
        champ: champs[i] ?? null,
        rempli: this.lignes === 0 ? 0 : (this.#remplis[i] as number) / this.lignes,
        ...this.#avisOf(titre, champs[i] ?? null),
      })),
      effets: {
        nouveaux: this.effets.nouveau,
        misAJour: this.effets.mis_a_jour,
        identiques: this.effets.identique,
        rejetes: this.rejetees,
        commandes: this.commandes.creee,
        sansProduit: this.#sansProduit?.size ?? 0,
      },
      modifications: {
        nombre: this.modifications.length,
        premieres: this.modifications.sort(byLigne).slice(0, MODIFICATIONS_MONTREES),
      },
      rejets: this.rejets.sort(byLigne),
      apercu: this.#apercu.sort((a, b) => a.ligne - b.ligne),
    }
  }

  #avisOf(titre: string, champ: ChampImport | null): { avis: string; alerte: boolean } {
    if (champ === null) return { avis: 'non importée', alerte: false }
    const dit = (n: number, un: string, plusieurs: string) => ({
      avis: `${n} ${n === 1 ? un : plusieurs}`,
      alerte: true,
    })
    const refusees = this.rejets.filter((r) => r.colonne === titre)
    const cles = refusees.filter((r) => r.regle.startsWith('clé')).length
    if (cles > 0) return dit(cles, 'clé fausse', 'clés fausses')
    if (refusees.length > 0) return dit(refusees.length, 'valeur refusée', 'valeurs refusées')
    if (COMMANDE.has(champ) && !this.#colonnes.indices.has('numeroCommande'))
      return { avis: 'sans numéro de bon de commande, pas de commande', alerte: true }
    if (champ === 'montantHt' && !/ht/.test(normalize(titre)))
      return { avis: 'HT ou TTC\u00a0? à confirmer', alerte: true }
    const numeros = [...this.#illisibles.values()].filter((a) => a.colonne === titre).length
    const vides = numeros + this.avis.filter((a) => a.colonne === titre).length
    if (vides > 0) return dit(vides, 'valeur à regarder', 'valeurs à regarder')
    const zeros = this.#zeros.get(titre)
    if (zeros !== undefined) return { avis: 'zéros de tête remis', alerte: true }
    return { avis: CONTROLES[champ] ?? '', alerte: false }
  }

  toResultat(): ResultatImport {
    return {
      lignes: this.lignes,
      clients: {
        crees: this.clients.nouveau,
        misAJour: this.clients.mis_a_jour,
        identiques: this.clients.identique,
      },
      commandes: {
        creees: this.commandes.creee,
        misesAJour: this.commandes.mise_a_jour,
        identiques: this.commandes.identique,
      },
      modifications: this.modifications.sort(byLigne),
      rejets: this.rejets.sort(byLigne),
      avis: this.allAvis(),
    }
  }
}

interface AvecLigne {
  readonly ligne: number | null
}
const byLigne = (a: AvecLigne, b: AvecLigne) => (a.ligne ?? 0) - (b.ligne ?? 0)

/** Numbers of a card by the field that a column fills. */
const CHAMPS_NUMEROS: Readonly<Record<string, ChampImport>> = {
  RPPS: 'rpps',
  FINESS_G: 'finessG',
  FINESS_J: 'finessJ',
  SIREN: 'siren',
  SIRET: 'siret',
} satisfies Record<TypeIdentifiantLu, ChampImport>

const COMMANDE: ReadonlySet<ChampImport> = new Set([
  'dateCommande',
  'dateInstallation',
  'cas',
  'montantHt',
  'montantTtc',
  'taux',
  'fichier',
  'dateSignature',
  'signataire',
  'natureSignature',
  'dateDepot',
  'numeroAsp',
  'issue',
  'montantPaye',
  'datePaiement',
  'mandataireNom',
])

const CONTROLES: Readonly<Partial<Record<ChampImport, string>>> = {
  rpps: 'clé vérifiée',
  finessG: 'clé vérifiée',
  finessJ: 'clé vérifiée',
  siren: 'clé vérifiée',
  siret: 'clé vérifiée',
  profession: 'toutes reconnues',
  mail: '150 caractères au plus',
  telephone: '+33 ramené à 0',
  dateCommande: 'jour d’abord',
  dateInstallation: 'jour d’abord',
}
