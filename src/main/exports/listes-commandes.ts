import type { ResumeCommande } from '#contract/commande.ts'
import type { DemandeExport } from '#contract/export.ts'
import type { EtatDemande } from '#domain/commande.ts'
import type { ConstatAffiche } from '#domain/constat.ts'
import { ETAPE_LIBELLES, ETATS, ETATS_DEMANDE_LIBELLES } from '#domain/etats.ts'
import { ETATS_ENVOI_LIBELLES } from '#domain/etatsEnvoi.ts'
import type { Contexte } from '../contexte.ts'
import { controlCommandes } from '../operations/commande.ts'
import { examineDemandes } from '../operations/demande.ts'
import { rafraichirVerifications } from '../operations/verification.ts'
import { readReferences } from '../registre/clients.ts'
import { readDemandesAfter } from '../registre/demandes.ts'
import { readEnvois } from '../registre/envois.ts'
import { readResumes, selectIds } from '../registre/resumes.ts'
import {
  type ColonneListe,
  enInstant,
  enJour,
  enMontant,
  inOne,
  type Liste,
  LOT,
  openListe,
  readByIds,
} from './liste.ts'

type Demande<L extends DemandeExport['liste']> = Extract<DemandeExport, { liste: L }>

/** Dossiers controlled at once: each holds everything that the controls read. */
const LOT_CONSTATS = 200

type LigneCommande = ResumeCommande & { readonly reference: string }

/** Keys of the columns are those of the screen: what it shows is what it exports. */
const COMMANDES: readonly ColonneListe<LigneCommande>[] = [
  { cle: 'numero', titre: 'N° de BDC', valeur: (c) => c.numero },
  { cle: 'client', titre: 'Client', largeur: 32, valeur: (c) => c.client },
  { cle: 'reference', titre: 'Référence client', valeur: (c) => c.reference },
  { cle: 'identifiant', titre: 'RPPS ou FINESS', valeur: (c) => c.identifiant },
  { cle: 'dispositif', titre: 'Dispositif', valeur: (c) => c.dispositif },
  { cle: 'cas', titre: 'Cas', largeur: 8, valeur: (c) => c.cas },
  { cle: 'etat', titre: 'État', largeur: 24, valeur: (c) => ETATS[c.etat].libelle },
  { cle: 'codeEtat', titre: 'Code de l’état', largeur: 20, valeur: (c) => c.etat },
  { cle: 'depuis', titre: 'Depuis', valeur: (c) => enInstant(c.depuis) },
  { cle: 'echeance', titre: 'Échéance', valeur: (c) => enJour(c.echeance) },
  { cle: 'etape', titre: 'Prochaine étape', largeur: 22, valeur: (c) => ETAPE_LIBELLES[c.etape] },
  { cle: 'emission', titre: 'Émis le', valeur: (c) => enJour(c.dateEmission) },
  { cle: 'ht', titre: 'HT', valeur: (c) => enMontant(c.ht) },
  { cle: 'ttc', titre: 'TTC', valeur: (c) => enMontant(c.ttc) },
  { cle: 'avance', titre: 'Avance', valeur: (c) => enMontant(c.avance) },
  { cle: 'solde', titre: 'Solde', valeur: (c) => enMontant(c.solde) },
  { cle: 'points', titre: 'Points à lever', valeur: (c) => c.bloquants },
  { cle: 'alertes', titre: 'Alertes', valeur: (c) => c.alertes },
  { cle: 'assignee', titre: 'Assignée à', largeur: 20, valeur: (c) => c.assigneA },
]

async function selectOf(ctx: Contexte, filtre: Demande<'commandes'>['filtre']): Promise<readonly number[]> {
  await rafraichirVerifications(ctx)
  return ctx.registre.lire((db) => selectIds(db, filtre))
}

export async function openCommandes(ctx: Contexte, { filtre }: Demande<'commandes'>): Promise<Liste> {
  const ids = await selectOf(ctx, filtre)
  return openListe(COMMANDES, ids.length, () =>
    readByIds(ids, (lot) =>
      ctx.registre.lire(async (db) => {
        const resumes = await readResumes(db, lot)
        const references = await readReferences(
          db,
          resumes.flatMap((c) => c.clientId ?? []),
        )
        return resumes.map((c) => ({ ...c, reference: references.get(c.clientId ?? 0) ?? '' }))
      }),
    ),
  )
}

interface LigneConstat {
  readonly commande: ResumeCommande
  readonly constat: ConstatAffiche
}

const GRAVITES = { bloquant: 'Bloquant', alerte: 'Alerte', information: 'Information' } as const
const CONSTATS: readonly ColonneListe<LigneConstat>[] = [
  { cle: 'numero', titre: 'N° de BDC', valeur: (l) => l.commande.numero },
  { cle: 'client', titre: 'Client', largeur: 32, valeur: (l) => l.commande.client },
  { cle: 'identifiant', titre: 'RPPS ou FINESS', valeur: (l) => l.commande.identifiant },
  { cle: 'dispositif', titre: 'Dispositif', valeur: (l) => l.commande.dispositif },
  { cle: 'gravite', titre: 'Gravité', valeur: (l) => GRAVITES[l.constat.gravite] },
  {
    cle: 'issue',
    titre: 'Réponse',
    valeur: (l) => (l.constat.issue === 'inconnu' ? 'Inconnu' : 'Non respecté'),
  },
  { cle: 'code', titre: 'Contrôle', largeur: 24, valeur: (l) => l.constat.code },
  { cle: 'phrase', titre: 'Constat', largeur: 60, valeur: (l) => l.constat.phrase },
  { cle: 'remede', titre: 'Remède', largeur: 60, valeur: (l) => l.constat.remede },
  { cle: 'trouve', titre: 'Trouvé', valeur: (l) => l.constat.trouve },
  { cle: 'attendu', titre: 'Attendu', valeur: (l) => l.constat.attendu },
  { cle: 'document', titre: 'Texte', largeur: 24, valeur: (l) => l.constat.source.document },
  { cle: 'passage', titre: 'Passage', valeur: (l) => l.constat.source.passage },
]

/** What does not hold, or is not known, order by order. */
export async function openConstats(ctx: Contexte, { filtre }: Demande<'constats'>): Promise<Liste> {
  const ids = await selectOf(ctx, filtre)
  return openListe(CONSTATS, null, () =>
    readByIds(
      ids,
      async (lot) => {
        const resumes = await ctx.registre.lire((db) => readResumes(db, lot))
        const controlees = new Map((await controlCommandes(ctx, lot)).map((c) => [c.id, c.constats]))
        return resumes.flatMap((commande) =>
          (controlees.get(commande.id) ?? [])
            .filter((constat) => constat.issue !== 'respecte')
            .map((constat) => ({ commande, constat })),
        )
      },
      LOT_CONSTATS,
    ),
  )
}

type LigneEnvoi = Awaited<ReturnType<typeof readEnvois>>['lignes'][number]
const ENVOIS: readonly ColonneListe<LigneEnvoi>[] = [
  { cle: 'reference', titre: 'Envoi', largeur: 32, valeur: (e) => e.reference },
  { cle: 'dispositif', titre: 'Dispositif', valeur: (e) => e.dispositif },
  { cle: 'fournisseur', titre: 'Fournisseur', largeur: 28, valeur: (e) => e.fournisseur },
  { cle: 'numeroAns', titre: 'N° ANS', valeur: (e) => e.numeroAns },
  { cle: 'type', titre: 'Demande', valeur: (e) => (e.type === 'avance' ? 'Avance' : 'Solde') },
  { cle: 'etat', titre: 'État', valeur: (e) => ETATS_ENVOI_LIBELLES[e.etat] },
  { cle: 'prepare', titre: 'Exporté le', largeur: 18, valeur: (e) => enInstant(e.prepareLe) },
  { cle: 'depose', titre: 'Déposé le', valeur: (e) => enJour(e.deposeLe) },
  { cle: 'depot', titre: 'N° de dépôt', valeur: (e) => e.numeroDepot },
  { cle: 'demandes', titre: 'Demandes', valeur: (e) => e.demandes },
  { cle: 'ttc', titre: 'TTC', valeur: (e) => enMontant(e.ttc) },
  { cle: 'attendu', titre: 'Montant demandé', valeur: (e) => enMontant(e.attendu) },
  { cle: 'json', titre: 'Fichier JSON', largeur: 36, valeur: (e) => e.json.nom },
  { cle: 'jsonSha256', titre: 'Empreinte du JSON', largeur: 66, valeur: (e) => e.json.sha256 },
  { cle: 'zip', titre: 'Fichier ZIP', largeur: 36, valeur: (e) => e.zip.nom },
  { cle: 'zipSha256', titre: 'Empreinte du ZIP', largeur: 66, valeur: (e) => e.zip.sha256 },
]

export async function openEnvois(ctx: Contexte, { filtre }: Demande<'envois'>): Promise<Liste> {
  const page = (debut: number) => ctx.registre.lire((db) => readEnvois(db, { ...filtre, debut, nombre: LOT }))
  const { total } = await page(0)
  return openListe(ENVOIS, total, async function* () {
    for (let debut = 0; debut < total; debut += LOT) yield (await page(debut)).lignes
  })
}

type LigneDemande = Awaited<ReturnType<typeof readDemandesAfter>>[number]
const DEMANDES: readonly ColonneListe<LigneDemande>[] = [
  { cle: 'envoi', titre: 'Envoi', largeur: 32, valeur: (d) => d.reference },
  { cle: 'ligne', titre: 'Ligne', largeur: 8, valeur: (d) => d.numLigne },
  { cle: 'numero', titre: 'N° de BDC', valeur: (d) => d.numero },
  { cle: 'client', titre: 'Client', largeur: 32, valeur: (d) => d.client },
  { cle: 'referenceClient', titre: 'Référence client', valeur: (d) => d.referenceClient },
  { cle: 'identifiant', titre: 'RPPS ou FINESS', valeur: (d) => d.identifiant },
  { cle: 'dispositif', titre: 'Dispositif', valeur: (d) => d.dispositif },
  { cle: 'type', titre: 'Demande', valeur: (d) => (d.type === 'avance' ? 'Avance' : 'Solde') },
  { cle: 'tentative', titre: 'Essai', largeur: 8, valeur: (d) => d.tentative },
  { cle: 'etat', titre: 'État', valeur: (d) => ETATS_DEMANDE_LIBELLES[d.etat as EtatDemande] },
  { cle: 'codeEtat', titre: 'Code de l’état', valeur: (d) => d.etat },
  { cle: 'deposee', titre: 'Déposée le', valeur: (d) => enJour(d.deposeLe) },
  { cle: 'depot', titre: 'N° de dépôt', valeur: (d) => d.numeroDepot },
  { cle: 'numeroAsp', titre: 'N° de l’agence', valeur: (d) => d.numeroAsp },
  { cle: 'ttc', titre: 'TTC', valeur: (d) => enMontant(d.ttc) },
  { cle: 'attendu', titre: 'Montant demandé', valeur: (d) => enMontant(d.attendu) },
  { cle: 'pieces', titre: 'Pièces', largeur: 32, valeur: (d) => d.pieces },
  { cle: 'motif', titre: 'Motif', largeur: 40, valeur: (d) => d.motif },
]

/** Every request and what became of it, in the order in which they were made. */
export async function openDemandes(ctx: Contexte, { filtre }: Demande<'demandes'>): Promise<Liste> {
  await rafraichirVerifications(ctx)
  return openListe(DEMANDES, null, async function* () {
    for (let apres = 0; ; ) {
      const lot = await ctx.registre.lire((db) => readDemandesAfter(db, filtre, { apres, nombre: LOT }))
      yield lot
      if (lot.length < LOT) return
      apres = lot.at(-1)?.id ?? apres
    }
  })
}

interface LigneRefus {
  readonly code: string
  readonly raison: string
  readonly numero: string
  readonly client: string
  readonly constat: ConstatAffiche
}
const REFUS: readonly ColonneListe<LigneRefus>[] = [
  { cle: 'numero', titre: 'N° de BDC', valeur: (r) => r.numero },
  { cle: 'client', titre: 'Client', largeur: 32, valeur: (r) => r.client },
  { cle: 'code', titre: 'Contrôle', largeur: 24, valeur: (r) => r.code },
  { cle: 'raison', titre: 'Raison', largeur: 48, valeur: (r) => r.raison },
  { cle: 'phrase', titre: 'Constat', largeur: 60, valeur: (r) => r.constat.phrase },
  { cle: 'remede', titre: 'Remède', largeur: 60, valeur: (r) => r.constat.remede },
  { cle: 'document', titre: 'Texte', largeur: 24, valeur: (r) => r.constat.source.document },
  { cle: 'passage', titre: 'Passage', valeur: (r) => r.constat.source.passage },
]

/** Orders that cannot go in a request, one row per reason. */
export async function openRefus(ctx: Contexte, { filtre }: Demande<'refus'>): Promise<Liste> {
  const { refus } = (await examineDemandes(ctx, filtre.type, filtre)).public
  const lignes = refus.flatMap((g) =>
    g.commandes.map(({ numero, client, constat }) => ({
      code: g.code,
      raison: g.phrase,
      numero,
      client,
      constat,
    })),
  )
  return openListe(REFUS, lignes.length, () => inOne(lignes))
}
