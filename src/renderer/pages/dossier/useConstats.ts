import { useQuery } from '@tanstack/react-query'
import type { FicheCommande } from '#contract/commande.ts'
import { bloque, type ConstatAffiche } from '#domain/constat.ts'
import type { Pour } from '#domain/controles/base.ts'
import { isAvanceAcceptee } from '#domain/suite.ts'
import { orpc } from '../../api.ts'

export interface ConstatsDossier {
  readonly pour: Pour
  /** « Pour émettre la facture ». */
  readonly titre: string
  /** What is said on the locked button: « Émettre la facture ». */
  readonly action: string
  readonly constats: readonly ConstatAffiche[]
  /** What stops the balance and not yet this step. */
  readonly ensuite: readonly ConstatAffiche[]
}

const cle = (c: ConstatAffiche) => `${c.code}|${c.sujet}`

/** The points of what comes next: the advance; then the VA or the MOM, the invoice, the balance. */
export function useConstats(fiche: FicheCommande): ConstatsDossier {
  const { resume, dossier, etapes } = fiche
  const pour = !isAvanceAcceptee(dossier)
    ? 'avance'
    : resume.etape === 'emettre_reception'
      ? 'reception'
      : resume.etape === 'facturer'
        ? 'facture'
        : 'solde'
  const avant = pour === 'reception' || pour === 'facture'
  const lus = useQuery({
    ...orpc.commande.controler.queryOptions({
      input: { commandeIds: [resume.id], pour },
    }),
    enabled: avant,
  }).data?.[0]?.constats
  const constats = avant ? (lus ?? []) : fiche.constats
  const dits = new Set(constats.map(cle))
  const ensuite = avant ? fiche.constats.filter((c) => bloque(c) && !dits.has(cle(c))) : []
  const tenu = resume.porteur === 'agence' || resume.porteur === 'clos'
  const piece = etapes.find((e) => e.cle === 'reception')?.libelle ?? 'VA ou MOM'
  const mots = {
    avance: [tenu ? 'Contrôles de l’avance' : 'Pour déposer l’avance', 'Préparer l’avance'],
    reception: [`Pour émettre la ${piece}`, `Émettre la ${piece}`],
    facture: ['Pour émettre la facture', 'Émettre la facture'],
    solde: [
      tenu && resume.etat !== 'avance_validee' ? 'Contrôles du solde' : 'Pour demander le solde',
      'Préparer le solde',
    ],
  } as const satisfies Record<Exclude<Pour, 'bdc'>, readonly [string, string]>
  const [titre, action] = mots[pour]
  return { pour, titre, action, constats, ensuite }
}
