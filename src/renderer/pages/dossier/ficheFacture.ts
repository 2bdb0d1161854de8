import type { FicheFacture } from '#contract/reception.ts'
import type { Facture } from '#domain/commande.ts'
import type { Jour } from '#domain/dates.ts'
import { formatMontant, parseMontant } from '#domain/montant.ts'
import { client } from '../../api.ts'
import { type Fiche, useFiche } from '../../components/saisie/useFiche.ts'

/** The facts of an invoice as the form has them; amounts as typed. */
export interface FormFacture {
  readonly numero: string
  readonly date: Jour | null
  readonly finaliseeLe: Jour | null
  readonly client: string
  readonly ht: string
  readonly tva: string
  readonly ttc: string
  readonly lignePrestation: boolean | null
  readonly mentionEtat: boolean | null
}

export const LIBELLES_FACTURE: Readonly<Record<keyof FormFacture, string>> = {
  numero: 'N° de facture',
  date: 'Date de la facture',
  finaliseeLe: 'Prestation finalisée le',
  client: 'Client facturé',
  ht: 'Montant HT',
  tva: 'TVA',
  ttc: 'Montant TTC',
  lignePrestation: 'Ligne « Prestation Ségur »',
  mentionEtat: 'Mention de la prise en charge par l’État',
}

const MONTANTS = ['ht', 'tva', 'ttc'] as const
const ecrire = (centimes: number | null | undefined) => (centimes == null ? '' : formatMontant(centimes))
const lire = (texte: string) => (texte.trim() === '' ? null : parseMontant(texte))

const toForm = (f: Facture | null): FormFacture => ({
  numero: f?.numero ?? '',
  date: f?.date ?? null,
  finaliseeLe: f?.finaliseeLe ?? null,
  client: f?.client ?? '',
  ht: ecrire(f?.ht),
  tva: ecrire(f?.tva),
  ttc: ecrire(f?.ttc),
  lignePrestation: f?.lignePrestation ?? null,
  mentionEtat: f?.mentionEtat ?? null,
})

function verifier(f: FormFacture): Partial<Record<keyof FormFacture, string>> {
  const fautes: Partial<Record<keyof FormFacture, string>> = {}
  for (const champ of MONTANTS)
    if (f[champ].trim() !== '' && parseMontant(f[champ]) === null)
      fautes[champ] = 'Montant illisible : écrivez 333,33.'
  return fautes
}

/** Saved field by field. `externe`: the vendor's own invoice, whose number is copied. */
export function useFacture(lue: FicheFacture, externe: boolean): Fiche<FormFacture> {
  const { facture, commandeId } = lue
  const cle = `facture/${commandeId}/${externe ? 'fournisseur' : 'liasse'}`
  return useFiche<FormFacture>({
    cle,
    base: toForm(facture),
    id: facture?.id,
    revision: facture?.revision,
    verifier,
    requis: externe ? ['numero'] : [],
    enregistrer: async (v, { revision }) => {
      const r = await client.facture.definir({
        commandeId,
        revision,
        numero: v.numero.trim(),
        date: v.date,
        finaliseeLe: v.finaliseeLe,
        client: v.client.trim(),
        ht: lire(v.ht),
        tva: lire(v.tva),
        ttc: lire(v.ttc),
        externe,
        lignePrestation: externe ? v.lignePrestation : null,
        mentionEtat: externe ? v.mentionEtat : null,
      })
      return { id: r.facture?.id ?? 0, revision: r.facture?.revision ?? 1, cle }
    },
    lireActuelle: (actuelle) => {
      const f = actuelle as Facture
      return { valeurs: toForm(f), revision: f.revision }
    },
  })
}
