import type { LigneArgent, SituationArgent } from '#contract/argent.ts'
import type { DemandeExport } from '#contract/export.ts'
import type { ResumePilote } from '#contract/pilote.ts'
import type { Reglement } from '#contract/reglement.ts'
import { jourParis } from '#domain/dates.ts'
import { NATURE_ECHEANCE_LIBELLES } from '#domain/etats.ts'
import type { Contexte } from '../contexte.ts'
import { reglesArgent } from '../operations/argent.ts'
import { listSuivis } from '../operations/pilote-fiche.ts'
import { rafraichirVerifications } from '../operations/verification.ts'
import { readLignesArgent } from '../registre/argent.ts'
import { type EcheanceLue, selectEcheances } from '../registre/echeances.ts'
import { readReglements } from '../registre/reglements.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import { type ColonneListe, enJour, enMontant, inOne, type Liste, LOT, openListe } from './liste.ts'

type Demande<L extends DemandeExport['liste']> = Extract<DemandeExport, { liste: L }>

const SITUATIONS: Readonly<Record<SituationArgent, string>> = {
  recu: 'Reçu',
  attendu: 'Attendu',
  en_retard: 'En retard',
  perdu: 'Perdu',
}
const ARGENT: readonly ColonneListe<LigneArgent>[] = [
  { cle: 'numero', titre: 'N° de BDC', valeur: (l) => l.numero },
  { cle: 'client', titre: 'Client', largeur: 32, valeur: (l) => l.client },
  { cle: 'dispositif', titre: 'Dispositif', valeur: (l) => l.dispositif },
  { cle: 'type', titre: 'Demande', valeur: (l) => (l.type === 'avance' ? 'Avance' : 'Solde') },
  { cle: 'situation', titre: 'Situation', valeur: (l) => SITUATIONS[l.situation] },
  { cle: 'jour', titre: 'Le', valeur: (l) => enJour(l.jour) },
  { cle: 'mois', titre: 'Mois', valeur: (l) => l.mois },
  { cle: 'attendu', titre: 'Attendu', valeur: (l) => enMontant(l.attendu) },
  { cle: 'recu', titre: 'Reçu', valeur: (l) => enMontant(l.recu) },
  { cle: 'rapproche', titre: 'Vu sur le compte', valeur: (l) => (l.rapproche ? 'oui' : 'non') },
]

/** What each order brought or may bring, one row for its advance and one for its balance. */
export async function openArgent(ctx: Contexte, { filtre }: Demande<'argent'>): Promise<Liste> {
  await rafraichirVerifications(ctx)
  const maintenant = ctx.maintenant()
  const lire = (debut: number) =>
    ctx.registre.lire(async (db) => {
      const regles = reglesArgent((await loadDispositifs(db, ctx.catalogue)).values(), maintenant)
      return readLignesArgent(db, regles, jourParis(maintenant), { ...filtre, debut, nombre: GRAND_LOT })
    })
  const { total } = await lire(0)
  return openListe(ARGENT, total, async function* () {
    for (let debut = 0; debut < total; debut += GRAND_LOT) yield (await lire(debut)).lignes
  })
}
/** Each batch reads the whole list to sort it: few of them, and light rows. */
const GRAND_LOT = 20_000

const REGLEMENTS: readonly ColonneListe<Reglement>[] = [
  { cle: 'date', titre: 'Date', valeur: (r) => enJour(r.date) },
  { cle: 'montant', titre: 'Montant', valeur: (r) => enMontant(r.montant) },
  { cle: 'libelle', titre: 'Libellé', largeur: 50, valeur: (r) => r.libelle },
  { cle: 'reference', titre: 'Référence', largeur: 24, valeur: (r) => r.reference },
  { cle: 'source', titre: 'Vient de', valeur: (r) => (r.source === 'releve' ? 'Relevé' : 'Saisie') },
  { cle: 'affecte', titre: 'Rapproché', valeur: (r) => enMontant(r.affecte) },
  {
    cle: 'demandes',
    titre: 'Demandes payées',
    largeur: 50,
    valeur: (r) =>
      r.demandes
        .map((d) => `${d.numero} (${d.type})`)
        .join(', ')
        .slice(0, 32_000),
  },
  { cle: 'ecarte', titre: 'Écarté le', valeur: (r) => enJour(r.ecarteLe) },
  { cle: 'commentaire', titre: 'Commentaire', largeur: 40, valeur: (r) => r.commentaire },
]

export async function openReglements(ctx: Contexte, { filtre }: Demande<'reglements'>): Promise<Liste> {
  const lire = (debut: number) =>
    ctx.registre.lire((db) => readReglements(db, { ...filtre, debut, nombre: LOT }))
  const { total } = await lire(0)
  return openListe(REGLEMENTS, total, async function* () {
    for (let debut = 0; debut < total; debut += LOT) yield (await lire(debut)).lignes
  })
}

const ECHEANCES: readonly ColonneListe<EcheanceLue>[] = [
  { cle: 'au', titre: 'Au', valeur: (e) => enJour(e.echeanceLe) },
  { cle: 'nature', titre: 'Nature', largeur: 24, valeur: (e) => NATURE_ECHEANCE_LIBELLES[e.nature] },
  { cle: 'objet', titre: 'Objet', largeur: 40, valeur: (e) => e.objet },
  { cle: 'numero', titre: 'N° de BDC', valeur: (e) => e.numero },
  { cle: 'client', titre: 'Client', largeur: 32, valeur: (e) => e.client },
  { cle: 'dispositif', titre: 'Dispositif', valeur: (e) => e.dispositif },
  { cle: 'recue', titre: 'Reçue le', valeur: (e) => enJour(e.recueLe) },
  { cle: 'faite', titre: 'Tenue le', valeur: (e) => enJour(e.faiteLe) },
  { cle: 'commentaire', titre: 'Commentaire', largeur: 40, valeur: (e) => e.commentaire },
]

export async function openEcheances(ctx: Contexte, { filtre }: Demande<'echeances'>): Promise<Liste> {
  const echeances = await ctx.registre.lire((db) => selectEcheances(db, filtre))
  return openListe(ECHEANCES, echeances.length, () => inOne(echeances))
}

const DECISIONS = { conforme: 'Conforme', non_conforme: 'Non conforme' } as const
const PILOTES: readonly ColonneListe<ResumePilote>[] = [
  { cle: 'dispositif', titre: 'Dispositif', valeur: (p) => p.dispositif },
  { cle: 'produit', titre: 'Produit', largeur: 28, valeur: (p) => p.produit },
  { cle: 'fournisseur', titre: 'Fournisseur', largeur: 28, valeur: (p) => p.fournisseur },
  { cle: 'taille', titre: 'Places', valeur: (p) => p.taille },
  { cle: 'choisis', titre: 'Clients choisis', valeur: (p) => p.choisis },
  { cle: 'installes', titre: 'Installés', valeur: (p) => p.installes },
  { cle: 'signes', titre: 'PV signés', valeur: (p) => p.signes },
  { cle: 'joints', titre: 'Supports joints', valeur: (p) => p.supports.joints },
  { cle: 'attendus', titre: 'Supports attendus', valeur: (p) => p.supports.attendus },
  { cle: 'transmis', titre: 'Transmis le', valeur: (p) => enJour(p.transmisLe) },
  {
    cle: 'decision',
    titre: 'Décision de l’ANS',
    valeur: (p) => (p.decision === null ? null : DECISIONS[p.decision]),
  },
  { cle: 'decide', titre: 'Décidé le', valeur: (p) => enJour(p.decideLe) },
]

export async function openPilotes(ctx: Contexte): Promise<Liste> {
  const pilotes = await listSuivis(ctx)
  return openListe(PILOTES, pilotes.length, () => inOne(pilotes))
}
