import { formatTelephone, type TypeIdentifiant } from '#domain/identifiants.ts'
import type { CategorieTiers, ModeExercice, Profession, Tiers } from '#domain/tiers.ts'
import { client } from '../../api.ts'
import { type Erreurs, type Fiche, useFiche } from '../../components/saisie/useFiche.ts'
import {
  aviserCodePostal,
  aviserIdentifiant,
  aviserMail,
  aviserTelephone,
} from '../../components/saisie/verifications.ts'

export interface ContactForm {
  readonly nom: string
  readonly qualite: string
  readonly telephone: string
  readonly mail: string
  readonly signataire: boolean
}

/** A client as its form holds it. */
export interface FormClient {
  readonly categorie: CategorieTiers
  readonly nom: string
  readonly prenom: string
  readonly profession: Profession | null
  readonly modeExercice: ModeExercice | null
  readonly identifiants: readonly { readonly type: TypeIdentifiant; readonly valeur: string }[]
  readonly lignes: string
  readonly codePostal: string
  readonly commune: string
  readonly telephone: string
  readonly mail: string
  readonly reference: string
  readonly tranche: string | null
  readonly parentId: number | null
  readonly contacts: readonly ContactForm[]
}

export const LIBELLES_CLIENT: Readonly<Record<keyof FormClient, string>> = {
  categorie: 'Catégorie',
  nom: 'Nom',
  prenom: 'Prénom',
  profession: 'Profession',
  modeExercice: 'Mode d’exercice',
  identifiants: 'Identifiants',
  lignes: 'Adresse',
  codePostal: 'Code postal',
  commune: 'Commune',
  telephone: 'Téléphone',
  mail: 'E-mail',
  reference: 'Votre référence',
  tranche: 'Tranche',
  parentId: 'Organisme gestionnaire',
  contacts: 'Contacts',
}

/** Identifiers that a category usually carries, shown as empty fields. */
export const IDENTIFIANTS_USUELS: Readonly<Record<CategorieTiers, readonly TypeIdentifiant[]>> = {
  praticien: ['RPPS'],
  cabinet: ['SIREN', 'SIRET'],
  centre_infirmier: ['FINESS_G', 'FINESS_J', 'SIRET'],
  centre_sante: ['FINESS_G', 'FINESS_J', 'SIRET'],
  maison_sante: ['FINESS_G', 'FINESS_J', 'SIRET'],
  gestionnaire: ['FINESS_J', 'SIREN', 'SIRET'],
  etablissement: ['FINESS_G', 'FINESS_J', 'FINESS_PMSI', 'SIRET'],
}

const VIDE: FormClient = {
  categorie: 'praticien',
  nom: '',
  prenom: '',
  profession: null,
  modeExercice: 'liberal',
  identifiants: [],
  lignes: '',
  codePostal: '',
  commune: '',
  telephone: '',
  mail: '',
  reference: '',
  tranche: null,
  parentId: null,
  contacts: [],
}

const toForm = (t: Tiers): FormClient => ({
  categorie: t.categorie,
  nom: t.nom,
  prenom: t.prenom,
  profession: t.profession,
  modeExercice: t.modeExercice,
  identifiants: t.identifiants,
  ...t.adresse,
  telephone: formatTelephone(t.telephone),
  mail: t.mail,
  reference: t.reference,
  tranche: t.tranche,
  parentId: t.parentId,
  contacts: t.contacts.map(({ id: _, ...c }) => c),
})

function verifier(v: FormClient): Erreurs<FormClient> {
  const contact = v.contacts
    .flatMap((c) => [aviserTelephone(c.telephone), aviserMail(c.mail)])
    .find((a) => a?.ok === false)
  const avis = {
    codePostal: aviserCodePostal(v.codePostal),
    telephone: aviserTelephone(v.telephone),
    mail: aviserMail(v.mail),
    identifiants: v.identifiants.map((i) => aviserIdentifiant(i.type, i.valeur)).find((a) => a?.ok === false),
    contacts: contact,
  }
  return Object.fromEntries(
    Object.entries(avis).flatMap(([champ, a]) => (a?.ok === false ? [[champ, a.phrase]] : [])),
  )
}

/** The client's form, saved when asked; what is typed is kept meanwhile. */
export function useFicheClient(t: Tiers | null, onSauve: (id: number) => void): Fiche<FormClient> {
  return useFiche<FormClient>({
    cle: `client/${t?.id ?? 'nouveau'}`,
    base: t === null ? VIDE : toForm(t),
    id: t?.id,
    revision: t?.revision,
    auto: false,
    verifier,
    requis: ['nom'],
    onEnregistre: onSauve,
    enregistrer: async (v, rang) => {
      const { lignes, codePostal, commune, ...reste } = v
      const sauve = await client.client.definir({
        ...reste,
        nom: v.nom.trim(),
        prenom: v.categorie === 'praticien' ? v.prenom.trim() : '',
        profession: v.categorie === 'praticien' ? v.profession : null,
        modeExercice: v.categorie === 'praticien' ? v.modeExercice : null,
        identifiants: v.identifiants.filter((i) => i.valeur.trim() !== ''),
        contacts: v.contacts.filter((c) => c.nom.trim() !== ''),
        adresse: { lignes, codePostal: codePostal.trim(), commune },
        ...rang,
      })
      return { ...sauve, cle: `client/${sauve.id}` }
    },
    lireActuelle: (actuelle) => {
      const a = actuelle as Tiers
      return { valeurs: toForm(a), revision: a.revision }
    },
  })
}
