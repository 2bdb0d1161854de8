import type { Database } from 'better-sqlite3'
import type { Instant } from '#domain/dates.ts'
import type { Contexte } from '../contexte.ts'
import { forgetPrintings, readPrinted } from '../operations/reemission.ts'
import { writeChanges } from '../operations/saisie.ts'
import { invaliderVerifications } from '../operations/verification.ts'
import { type EntreeJournal, journaliser } from '../registre/journal.ts'
import { type Masse, openMasse } from '../registre/masse.ts'
import { indexCommandes, indexNew, indexTiers } from '../registre/recherche.ts'
import type { Ecriture } from '../registre/registre.ts'
import type { ClientResolu, Clients } from './clients.ts'
import type { CadreCommandes, CommandeResolue } from './commandes.ts'
import { isSameLigne } from './comparaison.ts'
import { type SignaturesAEcrire, writeSignatures } from './signatures.ts'
import { type SuiteAEcrire, writeSuites } from './suites-ecriture.ts'

/** What is written of an import, inside one transaction. Nothing is decided here. */
export class Ecrivain {
  readonly #tx: Ecriture
  readonly #masse: Masse
  readonly #instant: Instant
  readonly #premierTiers: number
  readonly #premiereCommande: number
  #suivante: number
  readonly #tiersModifies: number[] = []
  readonly #commandesModifiees: number[] = []
  readonly #journal: EntreeJournal[] = []
  /** Order → what its printed form said before the import. */
  readonly #imprimees = new Map<number, string>()
  readonly #preparees: ReturnType<typeof prepareUpdates>
  readonly #brut: Database
  readonly #suites: SuiteAEcrire[] = []
  readonly #signatures: SignaturesAEcrire[] = []

  constructor(tx: Ecriture, brut: Database, instant: Instant, premier: { tiers: number; commande: number }) {
    this.#tx = tx
    this.#masse = openMasse(brut)
    this.#instant = instant
    this.#premierTiers = premier.tiers
    this.#premiereCommande = premier.commande
    this.#suivante = premier.commande
    this.#preparees = prepareUpdates(brut)
    this.#brut = brut
  }

  /** Keeps what printed forms say of what is about to change. Called before the lines of a batch are written. */
  async keepPrinted(
    clients: readonly (ClientResolu | null)[],
    commandes: readonly CommandeResolue[],
  ): Promise<void> {
    const tiersIds = clients.flatMap((c) => (c?.effet === 'mis_a_jour' && !c.ecrit ? c.id : []))
    const commandeIds = commandes.flatMap((c) => (c.effet === 'mise_a_jour' ? (c.existante?.id ?? []) : []))
    const perimetres = [
      ...(tiersIds.length > 0 ? [{ tiersIds }] : []),
      ...(commandeIds.length > 0 ? [{ commandeIds }] : []),
    ]
    for (const perimetre of perimetres)
      for (const [id, contenu] of await readPrinted(this.#tx, perimetre))
        if (!this.#imprimees.has(id)) this.#imprimees.set(id, contenu)
  }

  writeClient(client: ClientResolu): void {
    if (client.ecrit || client.effet === 'identique') return
    client.ecrit = true
    const { carte: c, id } = client
    if (client.effet === 'nouveau') {
      this.#masse.tiers.ajouter(
        id,
        1,
        c.categorie,
        c.nom,
        c.prenom,
        c.profession,
        c.adresse,
        c.codePostal,
        c.commune,
        c.telephone,
        c.mail,
        c.reference,
        c.tranche,
      )
      for (const [type, valeur] of client.identifiants) this.#masse.identifiant.ajouter(type, valeur, id)
      return
    }
    this.#preparees.tiers.run({ ...c, id })
    for (const [type, valeur] of client.identifiants) {
      // Most updates change an address or a phone: a number that stays costs nothing.
      if (!client.changements.some(({ champ }) => champ === type)) continue
      this.#preparees.sansIdentifiant.run(id, type, valeur)
      this.#preparees.identifiant.run(type, valeur, id)
    }
    this.#tiersModifies.push(id)
    this.#journal.push({
      sujet: 'client',
      sujetId: id,
      action: 'modification',
      detail: writeChanges(client.changements),
    })
  }

  writeCommande(commande: CommandeResolue, cadre: CadreCommandes, nomFichier: string): void {
    for (const { client } of commande.participants) this.writeClient(client)
    if (commande.effet === 'identique') return
    const { mandataire } = commande
    if (mandataire !== null && !mandataire.ecrit && mandataire.nouveau !== null) {
      mandataire.ecrit = true
      const { nom, telephone, mail } = mandataire.nouveau
      this.#masse.tiers.ajouter(
        mandataire.id,
        1,
        'cabinet',
        nom,
        '',
        null,
        '',
        '',
        '',
        telephone,
        mail,
        '',
        null,
      )
    }
    const id = commande.effet === 'creee' ? this.#create(commande, cadre) : this.#update(commande)
    if (commande.signatures !== null)
      this.#signatures.push({ commandeId: id, signatures: commande.signatures })
    if (commande.suite !== null)
      this.#suites.push({
        commandeId: id,
        type: 'avance',
        dispositif: cadre.dispositif,
        suite: commande.suite,
      })
    this.#journal.push({
      sujet: 'commande',
      sujetId: id,
      action: commande.effet === 'creee' ? 'creation' : 'modification',
      detail: [`${commande.numero} (import de ${nomFichier})`, writeChanges(commande.changements)]
        .filter((t) => t !== '')
        .join('\u00a0: '),
    })
  }

  #create(c: CommandeResolue, cadre: CadreCommandes): number {
    const id = this.#suivante++
    this.#masse.commande.ajouter(
      id,
      c.numero,
      0,
      cadre.dispositif.code,
      cadre.fournisseur.id,
      cadre.referencementId,
      c.cas,
      c.dateEmission,
      c.dateInstallation,
      c.fichier === '' ? 0 : 1,
      c.fichier,
      '{}',
      this.#instant,
    )
    for (const [rang, p] of c.participants.entries()) {
      this.#masse.participation.ajouter(id, p.client.id, 'client', rang, toJson(p.representant))
      if (p.montants !== null) this.#addLigne(id, p)
    }
    if (c.mandataire !== null) this.#masse.participation.ajouter(id, c.mandataire.id, 'mandataire', 0, null)
    return id
  }

  #addLigne(id: number, { client, montants: m }: CommandeResolue['participants'][number]): void {
    if (m !== null)
      this.#masse.ligne.ajouter(
        id,
        client.id,
        m.ht,
        m.taux,
        m.tva,
        m.ttc,
        m.tranche,
        m.plafondHt,
        m.plafondSource,
      )
  }

  #update(c: CommandeResolue): number {
    const existante = c.existante as NonNullable<CommandeResolue['existante']>
    const { id } = existante
    this.#preparees.commande.run({
      id,
      cas: c.cas,
      dateEmission: c.dateEmission,
      dateInstallation: c.dateInstallation,
      fichier: c.fichier,
      instant: this.#instant,
    })
    for (const p of c.participants) {
      if (p.representant !== null) this.#preparees.representant.run(toJson(p.representant), id, p.client.id)
      if (isSameLigne(existante, p)) continue
      this.#preparees.sansLigne.run(id, p.client.id)
      this.#addLigne(id, p)
    }
    if (c.mandataire !== null && c.mandataire.id !== existante.mandataireId) {
      this.#preparees.sansMandataire.run(id)
      this.#masse.participation.ajouter(id, c.mandataire.id, 'mandataire', 0, null)
    }
    this.#commandesModifiees.push(id)
    return id
  }

  /** Writes what waits, indexes it, and says it in the journal. `pause` lets the rest of the application breathe. */
  async finish(
    ctx: Contexte,
    clients: Clients,
    entree: { readonly fichier: string; readonly sha256: string; readonly detail: string },
    pause: () => Promise<void>,
  ): Promise<void> {
    this.#masse.vider()
    writeSignatures(this.#brut, this.#signatures)
    this.#journal.push(...writeSuites(this.#brut, this.#suites).map(({ entree }) => entree))
    await pause()
    await indexNew(this.#tx, 'recherche_tiers', this.#premierTiers, clients.allocated, pause)
    await indexNew(this.#tx, 'recherche_commande', this.#premiereCommande, this.#suivante, pause)
    await indexTiers(this.#tx, this.#tiersModifies)
    await indexCommandes(this.#tx, this.#commandesModifiees)
    await invaliderVerifications(this.#tx, { tiersIds: this.#tiersModifies })
    const { fichier, sha256 } = entree
    await journaliser(this.#tx, ctx, [
      { sujet: 'import', sujetId: 0, action: 'importe', ...entree },
      ...this.#journal.map((e) => ({ ...e, fichier, sha256 })),
    ])
    await forgetPrintings(ctx, this.#tx, this.#imprimees, `l’import de ${fichier} l’a changée`)
  }
}

const toJson = (valeur: object | null): string | null => (valeur === null ? null : JSON.stringify(valeur))

function prepareUpdates(db: Database) {
  return {
    tiers: db.prepare(
      `UPDATE tiers SET revision = revision + 1, categorie = :categorie, nom = :nom, prenom = :prenom, profession = :profession,
        adresse = :adresse, codePostal = :codePostal, commune = :commune, telephone = :telephone, mail = :mail,
        reference = :reference, tranche = :tranche WHERE id = :id`,
    ),
    // One number of each kind per card: the file's replaces the other.
    sansIdentifiant: db.prepare('DELETE FROM identifiant WHERE tiersId = ? AND type = ? AND valeur <> ?'),
    identifiant: db.prepare('INSERT OR IGNORE INTO identifiant (type, valeur, tiersId) VALUES (?, ?, ?)'),
    commande: db.prepare(
      `UPDATE commande SET revision = revision + 1, cas = :cas, dateEmission = coalesce(:dateEmission, dateEmission),
        dateInstallationPrevue = coalesce(:dateInstallation, dateInstallationPrevue),
        formulaireExterne = CASE WHEN :fichier = '' THEN formulaireExterne ELSE 1 END,
        fichierAttendu = CASE WHEN :fichier = '' THEN fichierAttendu ELSE :fichier END,
        modifieeLe = :instant, verifieeLe = NULL WHERE id = :id`,
    ),
    representant: db.prepare(
      `UPDATE participation SET representant = ? WHERE commandeId = ? AND tiersId = ? AND role = 'client'`,
    ),
    sansLigne: db.prepare('DELETE FROM ligne WHERE commandeId = ? AND tiersId = ?'),
    sansMandataire: db.prepare(`DELETE FROM participation WHERE commandeId = ? AND role = 'mandataire'`),
  }
}
