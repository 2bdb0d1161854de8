import { type FicheFournisseur, saisieFournisseur } from '#contract/fournisseur.ts'
import type { Jour } from '#domain/dates.ts'
import { formatSiret, formatTelephone, isNumeroLisible } from '#domain/identifiants.ts'
import { formatTaux, parseTaux } from '#domain/montant.ts'
import { client } from '../../api.ts'
import { type Erreurs, type Fiche, useFiche } from '../../components/saisie/useFiche.ts'
import {
  aviserCodePostal,
  aviserIdentifiant,
  aviserMail,
  aviserTaux,
  aviserTelephone,
} from '../../components/saisie/verifications.ts'

/** A vendor as its form holds it: flat, the rate as typed. */
export interface FormFournisseur {
  readonly denomination: string
  readonly siret: string
  readonly lignes: string
  readonly codePostal: string
  readonly commune: string
  readonly nom: string
  readonly qualite: string
  readonly telephone: string
  readonly mail: string
  readonly assujettiTva: boolean
  readonly tauxTva: string
  readonly couleur: string
  readonly mentionsFacture: string
  readonly prefixe: string
  readonly enrolements: Readonly<Record<string, Jour>>
  readonly enrolement: Readonly<Record<string, Jour>>
}

export const LIBELLES_FOURNISSEUR: Readonly<Record<keyof FormFournisseur, string>> = {
  denomination: 'Raison sociale',
  siret: 'SIRET',
  lignes: 'Adresse',
  codePostal: 'Code postal',
  commune: 'Commune',
  nom: 'Nom et prénom du signataire',
  qualite: 'Qualité',
  telephone: 'Téléphone',
  mail: 'E-mail',
  assujettiTva: 'Assujetti à la TVA',
  tauxTva: 'Taux par défaut',
  couleur: 'Couleur des documents',
  mentionsFacture: 'Mentions des factures',
  prefixe: 'Préfixe des numéros de commande',
  enrolements: 'Enrôlement validé le',
  enrolement: 'Pièces d’enrôlement',
}

const VIDE: FormFournisseur = {
  denomination: '',
  siret: '',
  lignes: '',
  codePostal: '',
  commune: '',
  nom: '',
  qualite: '',
  telephone: '',
  mail: '',
  assujettiTva: true,
  tauxTva: '20 %',
  couleur: saisieFournisseur.shape.couleur.parse(undefined),
  mentionsFacture: '',
  prefixe: '',
  enrolements: {},
  enrolement: {},
}

export function toForm(f: FicheFournisseur): FormFournisseur {
  return {
    denomination: f.denomination,
    siret: formatSiret(f.siret),
    ...f.adresse,
    ...f.responsable,
    telephone: formatTelephone(f.responsable.telephone),
    assujettiTva: f.assujettiTva,
    tauxTva: formatTaux(f.tauxTva),
    couleur: f.couleur,
    mentionsFacture: f.mentionsFacture,
    prefixe: f.numerotation.prefixe,
    enrolements: f.enrolements,
    enrolement: f.enrolement,
  }
}

function verifier(v: FormFournisseur): Erreurs<FormFournisseur> {
  const avis = {
    prefixe:
      v.prefixe.trim() === '' || isNumeroLisible(v.prefixe.trim())
        ? null
        : { ok: false, phrase: 'Lettres sans accent, chiffres et espaces seulement : BDC.' },
    siret: aviserIdentifiant('SIRET', v.siret),
    codePostal: aviserCodePostal(v.codePostal),
    telephone: aviserTelephone(v.telephone),
    mail: aviserMail(v.mail),
    tauxTva:
      v.tauxTva.trim() === '' ? { ok: false, phrase: 'Un taux est attendu : 20 %.' } : aviserTaux(v.tauxTva),
  }
  return Object.fromEntries(
    Object.entries(avis).flatMap(([champ, a]) => (a?.ok === false ? [[champ, a.phrase]] : [])),
  )
}

/** The vendor's form; without a vendor, the first field that can be saved creates it. */
export function useFicheFournisseur(f: FicheFournisseur | null, rang = 'nouveau'): Fiche<FormFournisseur> {
  return useFiche<FormFournisseur>({
    cle: `fournisseur/${f?.id ?? rang}`,
    base: f === null ? VIDE : toForm(f),
    id: f?.id,
    revision: f?.revision,
    verifier,
    requis: ['denomination', 'siret'],
    enregistrer: async (v, rang) => {
      const { lignes, codePostal, commune, nom, qualite, telephone, mail, tauxTva, prefixe, ...reste } = v
      const sauve = await client.fournisseur.definir({
        ...reste,
        siret: v.siret.replace(/\s/g, ''),
        adresse: { lignes, codePostal: codePostal.trim(), commune },
        responsable: { nom, qualite, telephone, mail: mail.trim() },
        tauxTva: parseTaux(tauxTva) ?? 0,
        ...(prefixe.trim() !== '' && { prefixe }),
        ...rang,
      })
      return { ...sauve, cle: `fournisseur/${sauve.id}` }
    },
    lireActuelle: (actuelle) => {
      const a = actuelle as FicheFournisseur
      return { valeurs: toForm(a), revision: a.revision }
    },
  })
}
