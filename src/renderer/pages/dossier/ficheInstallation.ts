import type { FicheInstallation } from '#contract/installation.ts'
import type { Installation, Preuve } from '#domain/commande.ts'
import type { Jour } from '#domain/dates.ts'
import type { ReponsesScenario } from '#domain/fournisseur.ts'
import { client } from '../../api.ts'
import { type Fiche, useFiche } from '../../components/saisie/useFiche.ts'

/** The installation as the form has it. The keys of the training stand beside the others. */
export interface FormInstallation {
  readonly prevueLe: Jour | null
  readonly realiseeLe: Jour | null
  readonly scenario: ReponsesScenario
  readonly le: Jour | null
  readonly modalite: 'presentiel' | 'distanciel' | null
  readonly supportRemisLe: Jour | null
  readonly enregistrementRemisLe: Jour | null
  readonly livrables: Readonly<Record<string, Jour>>
  readonly tachesClient: string
  readonly preuves: readonly Preuve[]
  readonly nonServis: Installation['nonServis']
}

export const LIBELLES_INSTALLATION: Readonly<Record<keyof FormInstallation, string>> = {
  prevueLe: 'Prévue le',
  realiseeLe: 'Réalisée le',
  scenario: 'Scénario installé',
  le: 'Formation donnée le',
  modalite: 'Modalité',
  supportRemisLe: 'Support remis le',
  enregistrementRemisLe: 'Enregistrement remis le',
  livrables: 'Documents remis',
  tachesClient: 'Tâches du client',
  preuves: 'Relevés d’envois',
  nonServis: 'Bénéficiaires non servis',
}

const toForm = (i: Installation | null, prevue: Jour | null): FormInstallation => ({
  prevueLe: i === null ? prevue : i.prevueLe,
  realiseeLe: i?.realiseeLe ?? null,
  scenario: i?.scenario ?? {},
  le: i?.formation.le ?? null,
  modalite: i?.formation.modalite ?? null,
  supportRemisLe: i?.formation.supportRemisLe ?? null,
  enregistrementRemisLe: i?.formation.enregistrementRemisLe ?? null,
  livrables: i?.livrables ?? {},
  tachesClient: i?.tachesClient ?? '',
  preuves: i?.preuves ?? [],
  nonServis: i?.nonServis ?? [],
})

function verifier(f: FormInstallation): Partial<Record<keyof FormInstallation, string>> {
  return f.nonServis.some((n) => n.motif.trim() === '')
    ? { nonServis: 'Dites pourquoi chaque bénéficiaire décoché n’a pas été servi.' }
    : {}
}

/** Saved field by field; `prevue` is the day that the order announced. */
export function useInstallation(lue: FicheInstallation, prevue: Jour | null): Fiche<FormInstallation> {
  const { installation, commandeId } = lue
  return useFiche<FormInstallation>({
    cle: `installation/${commandeId}`,
    base: toForm(installation, prevue),
    id: installation === null ? undefined : commandeId,
    revision: installation?.revision,
    verifier,
    enregistrer: async (v, { revision }) => {
      const { le, modalite, supportRemisLe, enregistrementRemisLe, ...reste } = v
      const r = await client.installation.definir({
        commandeId,
        revision,
        ...reste,
        preuves: [...reste.preuves],
        nonServis: reste.nonServis.map((n) => ({ ...n, motif: n.motif.trim() })),
        formation: {
          ...(le !== null && { le }),
          ...(modalite !== null && { modalite }),
          ...(supportRemisLe !== null && { supportRemisLe }),
          ...(enregistrementRemisLe !== null && { enregistrementRemisLe }),
        },
      })
      return { id: commandeId, revision: r.installation?.revision ?? 1, cle: `installation/${commandeId}` }
    },
    lireActuelle: (actuelle) => {
      const i = actuelle as Installation
      return { valeurs: toForm(i, prevue), revision: i.revision }
    },
  })
}
