import type { Produit } from '#contract/fournisseur.ts'
import type { Jour } from '#domain/dates.ts'
import type { Distribution, ReponsesScenario } from '#domain/fournisseur.ts'
import { client } from '../../api.ts'
import { type Fiche, useFiche } from '../../components/saisie/useFiche.ts'

/** A referenced version of a product, as its form holds it. */
export interface FormProduit {
  readonly fournisseurId: string
  readonly role: Distribution['role']
  readonly declareLe: Jour | null
  readonly mandatLe: Jour | null
  readonly solution: string
  readonly version: string
  readonly dispositif: string
  readonly numeroAns: string
  readonly profils: readonly string[]
  readonly dateDossierComplet: Jour | null
  readonly dateReferencement: Jour | null
  readonly scenario: ReponsesScenario
}

export const LIBELLES_PRODUIT: Readonly<Record<keyof FormProduit, string>> = {
  fournisseurId: 'Fournisseur',
  role: 'Rôle',
  declareLe: 'Distributeur déclaré à l’ANS le',
  mandatLe: 'Mandat de l’éditeur du',
  solution: 'Produit',
  version: 'Version',
  dispositif: 'Dispositif',
  numeroAns: 'N° de référencement ANS',
  profils: 'Profils validés',
  dateDossierComplet: 'Dossier complet réputé soumis le',
  dateReferencement: 'Référencé le',
  scenario: 'Scénario par défaut',
}

const toForm = (p: Produit): FormProduit => ({
  fournisseurId: String(p.distribution.fournisseurId),
  role: p.distribution.role,
  declareLe: p.distribution.declareLe,
  mandatLe: p.distribution.mandatLe,
  solution: p.solution,
  version: p.version,
  dispositif: p.dispositif,
  numeroAns: p.numeroAns,
  profils: p.profils,
  dateDossierComplet: p.dateDossierComplet,
  dateReferencement: p.dateReferencement,
  scenario: p.scenario,
})

/** The product's form; without a product, name, version and scheme create it. */
export function useFicheProduit(
  p: Produit | null,
  fournisseurId: number,
  onCree?: (id: number) => void,
): Fiche<FormProduit> {
  const vide: FormProduit = {
    fournisseurId: String(fournisseurId),
    role: 'editeur',
    declareLe: null,
    mandatLe: null,
    solution: '',
    version: '',
    dispositif: '',
    numeroAns: '',
    profils: [],
    dateDossierComplet: null,
    dateReferencement: null,
    scenario: {},
  }
  return useFiche<FormProduit>({
    cle: p === null ? `produit/nouveau` : cleProduit(p),
    base: p === null ? vide : toForm(p),
    id: p?.id,
    revision: p?.revision,
    requis: ['solution', 'version', 'dispositif'],
    enregistrer: async (v, rang) => {
      const sauve = await client.solution.definir({
        ...v,
        fournisseurId: Number(v.fournisseurId),
        profils: [...v.profils],
        scenario: { ...v.scenario },
        ...rang,
      })
      if (p === null) onCree?.(sauve.id)
      return { ...sauve, cle: cleProduit(sauve) }
    },
    lireActuelle: (actuelle) => {
      const a = actuelle as Produit
      return { valeurs: toForm(a), revision: a.revision }
    },
  })
}

/** A product shows once per vendor that sells it. */
export function cleProduit(p: Produit): string {
  return `produit/${p.id}/${p.distribution.fournisseurId}`
}
