import type { Dossier } from '../commande.ts'
import { formatJour, jourParis } from '../dates.ts'
import { montantAFacturer } from '../facture.ts'
import { formatMontant } from '../montant.ts'
import { receptionDe } from '../reception.ts'
import { demandeEnCours } from '../suite.ts'
import { nomComplet } from '../tiers.ts'
import {
  AVANT_SOLDE,
  af,
  controle,
  enfreint,
  inconnu,
  juger,
  MODELES,
  respecte,
  SANS_INCONNU,
  TOUTES,
} from './base.ts'
import { memeNom, motsDuNom } from './format.ts'
import { datesSignature, isFactureExterne, jourDepot, signaturesOf } from './lecture.ts'

const commun = { famille: 'facture', gravite: 'bloquant', pour: AVANT_SOLDE } as const
const MENTIONS = '§12, mentions obligatoires de la facture'

const say = (ht: number, tva: number, ttc: number): string =>
  `${formatMontant(ht)} HT + ${formatMontant(tva)} de TVA = ${formatMontant(ttc)} TTC`

/** Those who answer for the clients: an invoice may name one of them (Modèles §12). */
const representants = (dossier: Dossier): readonly string[] =>
  dossier.participations
    .filter((p) => p.role !== 'beneficiaire')
    .flatMap((p) => [
      ...(p.role === 'mandataire' ? [nomComplet(p.tiers)] : []),
      ...(p.representant === null || p.representant.nom === '' ? [] : [p.representant.nom]),
    ])

/** Names under which each client of the order may stand on a paper: its own, and whoever signs for it. */
function nomsDesClients(dossier: Dossier): readonly (readonly string[])[] {
  const mandataires = dossier.participations.filter((p) => p.role === 'mandataire')
  return dossier.participations
    .filter((p) => p.role === 'client')
    .map((client) =>
      [client, ...mandataires].flatMap(({ tiers, representant }) => [
        nomComplet(tiers),
        ...(representant === null || representant.nom === '' ? [] : [representant.nom]),
      ]),
    )
}

/** The agency pays, it is no client (Modèles §12). */
function namesAgence(nom: string): boolean {
  const sigle = nom.replace(/[^\p{L}]/gu, '').toLowerCase()
  return sigle === 'asp' || motsDuNom(nom).join(' ').includes('agence de services et de paiement')
}

/** What the invoice's own paper says of a mention: printed by Liasse, it is there; otherwise somebody looked, or not. */
function observeMention(dossier: Dossier, cle: 'lignePrestation' | 'mentionEtat', attendu: string) {
  const { facture } = dossier
  const sujet = `facture.${cle}`
  if (facture === null) return [inconnu('facture', null, attendu)]
  return [
    juger(
      isFactureExterne(dossier) ? facture[cle] : true,
      sujet,
      `facture ${facture.numero}`.trim(),
      attendu,
    ),
  ]
}

export const CONTROLES_FACTURE = [
  controle({
    ...commun,
    code: 'FAC-NUMERO',
    titre: 'Facture émise et numérotée',
    source: MODELES(MENTIONS),
    issues: ['respecte', 'inconnu'],
    observe: ({ facture }) => {
      if (facture === null) return [inconnu('facture', null)]
      return [juger(facture.numero.trim() === '' ? null : true, 'facture.numero', facture.numero || null)]
    },
  }),
  controle({
    ...commun,
    code: 'FAC-DATE',
    titre: 'Facture datée',
    source: MODELES(MENTIONS),
    issues: TOUTES,
    observe: (dossier, _, maintenant) => {
      const date = dossier.facture?.date ?? null
      const depot = jourDepot(dossier, maintenant, 'solde')
      return [
        juger(
          date === null ? null : date <= depot,
          'facture.date',
          date === null ? null : formatJour(date),
          `au plus tard le ${formatJour(depot)}`,
        ),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'FAC-APRES-VA',
    titre: 'Facture établie après la signature de la VA',
    source: af('§4.4', 'suite à la réalisation de la Prestation Ségur après la signature de la VA'),
    pour: ['facture', 'solde'],
    issues: TOUTES,
    observe: (dossier, dispositif, maintenant) => {
      const { ordre, ordreSource } = dispositif.solde
      if (ordre !== 'va_puis_facture') return []
      const p = { source: ordreSource }
      const signee = datesSignature(dossier, 'VA')?.derniere ?? null
      if (signee === null) return [inconnu('pieces.VA.signature', null, 'VA signée et datée', p)]
      const { facture } = dossier
      const attendu = `VA signée le ${formatJour(signee)}`
      // The invoice to come is dated today at the earliest. The same day is accepted.
      const date = facture === null ? jourParis(maintenant) : facture.date
      return [
        juger(date === null ? null : date >= signee, 'facture.date', date && formatJour(date), attendu, p),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'FAC-AVANT-VA',
    titre: 'Facture numérotée avant la VA ou la MOM',
    source: MODELES('§3, « Numéro de facture associé à la présente VA »'),
    pour: ['reception', 'solde'],
    issues: TOUTES,
    observe: (dossier, dispositif) => {
      const { ordre, ordreSource } = dispositif.solde
      if (ordre !== 'facture_puis_va') return []
      const { facture } = dossier
      const p = { source: ordreSource }
      if (facture === null) return [inconnu('facture', null, 'numéro de facture', p)]
      if (facture.numero.trim() === '') return [inconnu('facture.numero', null, 'numéro de facture', p)]
      const type = receptionDe(dossier, dispositif)
      const signee = type === null ? null : (datesSignature(dossier, type)?.premiere ?? null)
      if (facture.date === null || signee === null || facture.date <= signee)
        return [respecte('facture.numero', facture.numero, null, p)]
      return [
        enfreint(
          'facture.date',
          `facture du ${formatJour(facture.date)}`,
          `${type} signée le ${formatJour(signee)}`,
          // The models carry the number, not the day.
          { ...p, gravite: 'alerte' },
        ),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'FAC-POSITIF',
    titre: 'Total de la facture supérieur à zéro',
    source: af('§4.4', 'dont le total ne peut donc apparaître égal à zéro'),
    pour: ['facture', 'solde'],
    issues: TOUTES,
    observe: (dossier) => {
      const { facture } = dossier
      const ttc = facture === null ? (montantAFacturer(dossier)?.ttc ?? null) : facture.ttc
      const sujet = facture === null ? 'commande.lignes' : 'facture.ttc'
      return [
        juger(
          ttc === null ? null : ttc > 0,
          sujet,
          ttc === null ? null : `${formatMontant(ttc)} TTC`,
          'plus de 0 €',
        ),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'FAC-SOMME',
    titre: 'Facture : HT + TVA = TTC',
    source: MODELES('règle de calcul des montants HT/TTC'),
    issues: TOUTES,
    observe: ({ facture }) => {
      if (facture === null) return [inconnu('facture', null)]
      const { ht, tva, ttc } = facture
      if (ht === null || tva === null || ttc === null) return [inconnu('facture.ht', null)]
      return [juger(ht + tva === ttc, 'facture.ttc', say(ht, tva, ttc), `${formatMontant(ht + tva)} TTC`)]
    },
  }),
  controle({
    ...commun,
    code: 'FAC-MONTANT',
    titre: 'Facture du montant entier de la commande',
    source: af(
      '§4.4',
      'le montant de la Prestation Ségur doit impérativement figurer sur la facture correspondante',
    ),
    issues: TOUTES,
    observe: (dossier) => {
      const { facture } = dossier
      const du = montantAFacturer(dossier)
      if (facture === null) return [inconnu('facture', null, du && say(du.ht, du.tva, du.ttc))]
      const { ht, tva, ttc } = facture
      if (du === null) return [inconnu('commande.lignes', null, null)]
      const attendu = say(du.ht, du.tva, du.ttc)
      if (ht === null || tva === null || ttc === null) return [inconnu('facture.ht', null, attendu)]
      return [
        juger(ht === du.ht && tva === du.tva && ttc === du.ttc, 'facture.ht', say(ht, tva, ttc), attendu),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'FAC-LIGNE',
    titre: 'Ligne « Prestation Ségur » sur la facture',
    source: MODELES(MENTIONS),
    issues: TOUTES,
    observe: (dossier) => observeMention(dossier, 'lignePrestation', 'Prestation Ségur'),
  }),
  controle({
    ...commun,
    code: 'FAC-MENTION',
    titre: 'Mention de la prise en charge par l’État sur la facture',
    source: MODELES(MENTIONS),
    issues: TOUTES,
    observe: (dossier) =>
      observeMention(
        dossier,
        'mentionEtat',
        'Montant pris en charge par l’Etat dans le cadre du Ségur de la santé',
      ),
  }),
  controle({
    ...commun,
    code: 'FAC-FINALISATION',
    titre: 'Date de finalisation de la prestation sur la facture',
    source: MODELES('§12, « Date à laquelle l’ensemble de la Prestation Ségur a été finalisée »'),
    issues: TOUTES,
    observe: ({ facture, installation }) => {
      const lue = facture?.finaliseeLe ?? null
      const realisee = installation?.realiseeLe ?? null
      if (lue === null) return [inconnu('facture.finaliseeLe', null)]
      const tient = realisee === null ? null : lue === realisee
      const date = facture?.date ?? null
      return [
        // An invoice does not tell of what is done later.
        ...(date !== null && lue > date
          ? [
              enfreint('facture.date', formatJour(lue), `facture du ${formatJour(date)}`, {
                gravite: 'alerte',
              }),
            ]
          : []),
        juger(
          tient,
          realisee === null ? 'installation.realiseeLe' : 'facture.finaliseeLe',
          formatJour(lue),
          realisee === null ? null : formatJour(realisee),
          tient === false ? { gravite: 'alerte' } : {},
        ),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'FAC-AGENCE',
    titre: 'Facture au nom du client, et non de l’ASP',
    source: MODELES('§12, « la copie de la facture doit être émise au nom du Client final et non de l’ASP »'),
    issues: SANS_INCONNU,
    observe: (dossier) => {
      const client = dossier.facture?.client.trim() ?? ''
      return client === '' ? [] : [juger(!namesAgence(client), 'facture.client', client)]
    },
  }),
  controle({
    ...commun,
    code: 'FAC-CLIENT',
    titre: 'Client de la facture identique à celui de l’avance',
    source: MODELES(
      '§12, « Peut être différent du / des nom(s) indiqué(s) lors de la demande d’avance, auquel cas un avenant […] sera édité »',
    ),
    gravite: 'alerte',
    issues: TOUTES,
    observe: (dossier) => {
      if (dossier.facture === null) return []
      const client = dossier.facture.client.trim()
      const demandes = demandeEnCours(dossier, 'avance')?.perimetre?.clients.map((c) => c.nom) ?? []
      // What the advance said, not what the card says since: the agency has only the former.
      const clients = demandes.length > 0 ? demandes : nomsDesClients(dossier).flat()
      const noms = [...clients, ...representants(dossier)]
      const attendu = [...new Set(clients)].join(', ') || null
      if (client === '') return [inconnu('facture.client', null, attendu)]
      // FAC-AGENCE says it: no avenant will be written for the agency.
      if (namesAgence(client)) return []
      // Of several clients, the invoice may name one, all, or their representative (§12).
      const connu = noms.some((nom) => memeNom(nom, client))
      return [juger(noms.length === 0 ? null : connu, 'facture.client', client, attendu)]
    },
  }),
  controle({
    ...commun,
    code: 'FAC-SIGNATAIRE',
    titre: 'Facture et VA du même client',
    source: MODELES('§12, nom d’un représentant du client final'),
    gravite: 'alerte',
    issues: TOUTES,
    observe: (dossier, dispositif) => {
      const client = dossier.facture?.client.trim() ?? ''
      if (receptionDe(dossier, dispositif) !== 'VA' || client === '') return []
      const signataires = signaturesOf(dossier, 'VA').map((s) => s.signataire.trim())
      if (signataires.length === 0 || signataires.includes(''))
        return [inconnu('pieces.VA.signature', null, client)]
      const memes = nomsDesClients(dossier).filter((noms) => noms.some((nom) => memeNom(nom, client)))
      const tient =
        signataires.some((s) => memeNom(s, client)) ||
        memes.some((noms) => noms.some((nom) => signataires.some((s) => memeNom(nom, s))))
      return [juger(tient, 'facture.client', client, signataires.join(', '))]
    },
  }),
]
