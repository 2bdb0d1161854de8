import type { ResumeClient } from '#contract/client.ts'
import { formatTelephone } from '#domain/identifiants.ts'
import { CATEGORIE_LIBELLES, PROFESSION_LIBELLES } from '#domain/tiers.ts'
import texte from '../../components/texte.module.css'
import type { Colonne } from '../../components/useGrandeTable.ts'
import { formatNombre } from '../../format.ts'
import { LienLigne } from './LienLigne.tsx'

/** What a client is, in a word: its profession when it is a person, its category otherwise. */
export function qualite(c: Pick<ResumeClient, 'categorie' | 'profession'>): string {
  return c.profession === null ? CATEGORIE_LIBELLES[c.categorie] : PROFESSION_LIBELLES[c.profession]
}

export const COLONNES: readonly Colonne<ResumeClient>[] = [
  {
    id: 'nom',
    titre: 'Client',
    largeur: 12,
    souple: true,
    tri: 'nom',
    fixe: true,
    cellule: (c) => <strong className={texte.fort}>{c.nom}</strong>,
  },
  {
    id: 'identifiant',
    titre: 'RPPS ou FINESS',
    largeur: 8,
    tri: 'identifiant',
    cellule: (c) => (c.identifiant === '' ? <span className={texte.gris}>absent</span> : c.identifiant),
  },
  { id: 'categorie', titre: 'Profession ou structure', largeur: 12.5, tri: 'categorie', cellule: qualite },
  {
    id: 'commune',
    titre: 'Commune',
    largeur: 13,
    tri: 'commune',
    cellule: (c) => `${c.codePostal} ${c.commune}`.trim(),
  },
  {
    id: 'telephone',
    titre: 'Téléphone',
    largeur: 7.5,
    cellule: (c) => <span className={texte.gris}>{formatTelephone(c.telephone)}</span>,
  },
  {
    id: 'mail',
    titre: 'E-mail',
    largeur: 13,
    masquee: true,
    cellule: (c) => <span className={texte.gris}>{c.mail}</span>,
  },
  {
    id: 'commandes',
    titre: 'Commandes',
    largeur: 6,
    droite: true,
    tri: 'commandes',
    cellule: (c) => formatNombre(c.commandes),
  },
  {
    id: 'etape',
    titre: 'Action',
    largeur: 6,
    fixe: true,
    cellule: (c, actif) =>
      c.commandes === 0 ? (
        <LienLigne
          vers={`/commandes/nouvelle?client=${c.id}`}
          actif={actif}
          libelle={`Commander pour ${c.nom}`}
        >
          Commander
        </LienLigne>
      ) : (
        <LienLigne vers={`/clients/${c.id}`} actif={actif} libelle={`Ouvrir ${c.nom}`}>
          Ouvrir
        </LienLigne>
      ),
  },
]
