import type { Rejet } from '#contract/commun.ts'
import type { DemandeExport, ListeExport } from '#contract/export.ts'
import type { Piece } from '#domain/commande.ts'
import { TYPE_PIECE_LIBELLES } from '#domain/etats.ts'
import type { TypeIdentifiant } from '#domain/identifiants.ts'
import { actionJournal, SUJETS_JOURNAL } from '#domain/journal.ts'
import { CATEGORIE_LIBELLES, identifiantOf, PROFESSION_LIBELLES, type Tiers } from '#domain/tiers.ts'
import type { Contexte } from '../contexte.ts'
import { selectClients } from '../registre/clients.ts'
import { byId } from '../registre/ids.ts'
import { type EntreeExportee, readJournalBefore } from '../registre/journal.ts'
import { readPiecesARattacher } from '../registre/pieces.ts'
import { readTiers } from '../registre/tiers.ts'
import { type ColonneListe, enInstant, inOne, type Liste, LOT, openListe, readByIds } from './liste.ts'
import { openArgent, openEcheances, openPilotes, openReglements } from './listes-argent.ts'
import { openCommandes, openConstats, openDemandes, openEnvois, openRefus } from './listes-commandes.ts'

/** What each list is called, on a sheet and in sentences. */
export const NOMS_LISTES: Readonly<Record<ListeExport, string>> = {
  clients: 'Clients',
  commandes: 'Commandes',
  envois: 'Envois',
  demandes: 'Demandes',
  constats: 'Constats',
  journal: 'Journal',
  pieces: 'Pièces à rattacher',
  refus: 'Ce qui ne part pas',
  argent: 'Argent',
  reglements: 'Règlements',
  echeances: 'Échéances',
  pilotes: 'Pilotes',
  rejets: 'Lignes rejetées',
}

const numero = (cle: string, titre: string, type: TypeIdentifiant): ColonneListe<Tiers> => ({
  cle,
  titre,
  valeur: (t) => identifiantOf(t, type),
})

/** Headings that the import recognises by themselves: a list exported comes back without a mapping. */
const CLIENTS: readonly ColonneListe<Tiers>[] = [
  { cle: 'reference', titre: 'Référence client', valeur: (t) => t.reference },
  { cle: 'categorie', titre: 'Catégorie', largeur: 24, valeur: (t) => CATEGORIE_LIBELLES[t.categorie] },
  { cle: 'nom', titre: 'Nom', largeur: 28, valeur: (t) => t.nom },
  { cle: 'prenom', titre: 'Prénom', valeur: (t) => t.prenom },
  {
    cle: 'profession',
    titre: 'Profession',
    largeur: 24,
    valeur: (t) => (t.profession === null ? null : PROFESSION_LIBELLES[t.profession]),
  },
  numero('rpps', 'RPPS', 'RPPS'),
  numero('finessG', 'FINESS géographique', 'FINESS_G'),
  numero('finessJ', 'FINESS juridique', 'FINESS_J'),
  numero('siren', 'SIREN', 'SIREN'),
  numero('siret', 'SIRET', 'SIRET'),
  { cle: 'adresse', titre: 'Adresse', largeur: 36, valeur: (t) => t.adresse.lignes },
  { cle: 'codePostal', titre: 'Code postal', valeur: (t) => t.adresse.codePostal },
  { cle: 'commune', titre: 'Commune', largeur: 24, valeur: (t) => t.adresse.commune },
  { cle: 'telephone', titre: 'Téléphone', valeur: (t) => t.telephone },
  { cle: 'mail', titre: 'E-mail', largeur: 30, valeur: (t) => t.mail },
  { cle: 'tranche', titre: 'Tranche', valeur: (t) => t.tranche },
]

async function openClients(ctx: Contexte, demande: Extract<DemandeExport, { liste: 'clients' }>) {
  const ids = await ctx.registre.lire((db) => selectClients(db, demande.filtre))
  return openListe(CLIENTS, ids.length, () =>
    readByIds(ids, async (lot) => {
      const fiches = byId(await ctx.registre.lire((db) => readTiers(db, lot)))
      return lot.flatMap((id) => fiches.get(id) ?? [])
    }),
  )
}

const JOURNAL: readonly ColonneListe<EntreeExportee>[] = [
  { cle: 'instant', titre: 'Quand', largeur: 18, valeur: (l) => enInstant(l.instant) },
  { cle: 'par', titre: 'Qui', largeur: 20, valeur: (l) => l.par },
  { cle: 'action', titre: 'Quoi', largeur: 24, valeur: actionJournal },
  {
    cle: 'sujet',
    titre: 'Sujet',
    valeur: (l) => (SUJETS_JOURNAL as Readonly<Record<string, string>>)[l.sujet] ?? l.sujet,
  },
  { cle: 'objet', titre: 'Objet', largeur: 28, valeur: (l) => l.objet },
  { cle: 'de', titre: 'De', valeur: (l) => l.de },
  { cle: 'vers', titre: 'À', valeur: (l) => l.vers },
  { cle: 'detail', titre: 'Détail', largeur: 60, valeur: (l) => l.detail },
  { cle: 'fichier', titre: 'Fichier', largeur: 30, valeur: (l) => l.fichier },
  { cle: 'sha256', titre: 'Empreinte', largeur: 66, valeur: (l) => l.sha256 },
]

function openJournal(ctx: Contexte, { filtre }: Extract<DemandeExport, { liste: 'journal' }>): Liste {
  return openListe(JOURNAL, null, async function* () {
    for (let avant = Number.MAX_SAFE_INTEGER; ; ) {
      const lot = await ctx.registre.lire((db) => readJournalBefore(db, filtre, { avant, nombre: LOT }))
      yield lot
      if (lot.length < LOT) return
      avant = lot.at(-1)?.id ?? 0
    }
  })
}

const PIECES: readonly ColonneListe<Piece>[] = [
  { cle: 'nom', titre: 'Fichier', largeur: 36, valeur: (p) => p.nom },
  { cle: 'type', titre: 'Type', largeur: 24, valeur: (p) => TYPE_PIECE_LIBELLES[p.type] },
  { cle: 'format', titre: 'Format', valeur: (p) => p.format },
  { cle: 'taille', titre: 'Taille (octets)', valeur: (p) => p.taille },
  { cle: 'pages', titre: 'Pages', valeur: (p) => p.pages },
  { cle: 'recue', titre: 'Reçue le', largeur: 18, valeur: (p) => enInstant(p.ajouteeLe) },
  { cle: 'sha256', titre: 'Empreinte', largeur: 66, valeur: (p) => p.sha256 },
]

const REJETS: readonly ColonneListe<Rejet>[] = [
  { cle: 'ligne', titre: 'Ligne', largeur: 8, valeur: (r) => r.ligne },
  { cle: 'colonne', titre: 'Colonne', largeur: 24, valeur: (r) => r.colonne },
  { cle: 'valeur', titre: 'Lu', largeur: 30, valeur: (r) => r.valeur },
  { cle: 'regle', titre: 'Règle', largeur: 30, valeur: (r) => r.regle },
  { cle: 'phrase', titre: 'Pourquoi', largeur: 70, valeur: (r) => r.phrase },
]

/** The list that is asked for, ready to be read: nothing is kept in memory but the identifiers of its rows. */
export async function openListeDemandee(ctx: Contexte, demande: DemandeExport): Promise<Liste> {
  switch (demande.liste) {
    case 'clients':
      return openClients(ctx, demande)
    case 'commandes':
      return openCommandes(ctx, demande)
    case 'envois':
      return openEnvois(ctx, demande)
    case 'demandes':
      return openDemandes(ctx, demande)
    case 'constats':
      return openConstats(ctx, demande)
    case 'journal':
      return openJournal(ctx, demande)
    case 'pieces': {
      const pieces = await ctx.registre.lire(readPiecesARattacher)
      return openListe(PIECES, pieces.length, () => inOne(pieces))
    }
    case 'refus':
      return openRefus(ctx, demande)
    case 'argent':
      return openArgent(ctx, demande)
    case 'reglements':
      return openReglements(ctx, demande)
    case 'echeances':
      return openEcheances(ctx, demande)
    case 'pilotes':
      return openPilotes(ctx)
    case 'rejets':
      return openListe(REJETS, demande.rejets.length, () => inOne(demande.rejets))
  }
}
