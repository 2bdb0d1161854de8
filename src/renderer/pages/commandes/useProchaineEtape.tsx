import { Modal } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { FicheCommande, ResumeCommande } from '#contract/commande.ts'
import { demandeEnCours } from '#domain/suite.ts'
import type { Imprimable } from '../../emission/documents.ts'
import { Emission } from '../../emission/Emission.tsx'
import { useJoindre } from '../../pieces/useJoindre.tsx'
import { InstallerGroupe } from '../../remedes/InstallerGroupe.tsx'
import { preparerDemande } from '../../state/demandes.ts'
import { adresseDossier } from '../dossier/onglet.ts'

interface AEmettre {
  readonly ids: readonly number[]
  readonly quoi: Imprimable
}

/**
 * Does the next step of a row where it is shown; `elements` must be drawn by the screen. `fiche`: the dossier on
 * screen, which has a place of its own for what is filled in.
 */
export function useProchaineEtape(fiche?: FicheCommande) {
  const [, aller] = useLocation()
  const [aEmettre, setAEmettre] = useState<AEmettre | null>(null)
  const [aInstaller, setAInstaller] = useState<ResumeCommande | null>(null)
  const { joindre, element } = useJoindre()
  const emettre = (ids: readonly number[], quoi: Imprimable = 'bdc') => setAEmettre({ ids, quoi })

  const agir = (c: ResumeCommande) => {
    const type = c.etat.startsWith('solde') ? 'solde' : 'avance'
    switch (c.etape) {
      case 'emettre_bdc':
        return emettre([c.id])
      case 'joindre_bdc':
        return joindre(c.id, 'BDC')
      case 'preparer_avance':
      case 'preparer_solde':
        return aller(preparerDemande({ type, dispositif: c.dispositif, commandeIds: [c.id] }))
      case 'deposer': {
        const envoi = fiche === undefined ? null : demandeEnCours(fiche.dossier, type)?.envoiId
        return aller(envoi == null ? '/demandes' : `/demandes/${envoi}`)
      }
      case 'installer':
        return fiche === undefined ? setAInstaller(c) : aller(adresseDossier(c.id, 'installation'))
      case 'emettre_reception':
        return emettre([c.id], 'reception')
      case 'joindre_reception':
        return joindre(c.id, 'VA')
      case 'facturer':
        return fiche === undefined ? emettre([c.id], 'facture') : aller(adresseDossier(c.id, 'facture'))
      case 'piloter':
        return aller('/pilote')
      case 'contester':
        return aller(adresseDossier(c.id, 'demandes'))
      case 'corriger':
        // Nothing in the way any more: it goes out again.
        if (fiche !== undefined && c.bloquants === 0)
          return aller(preparerDemande({ type, dispositif: c.dispositif, commandeIds: [c.id] }))
        return aller(`/commandes/${c.id}`)
      case 'completer':
      case 'revoir_bdc':
      case 'revoir_solde':
        return aller(`/commandes/${c.id}`)
      case 'attendre':
      case 'aucune':
        return
    }
  }

  const elements = (
    <>
      <Emission
        commandeIds={aEmettre?.ids ?? null}
        quoi={aEmettre?.quoi ?? 'bdc'}
        onFermer={() => setAEmettre(null)}
      />
      <Modal
        opened={aInstaller !== null}
        onClose={() => setAInstaller(null)}
        title={`Installation, ${aInstaller?.numero ?? ''}, ${aInstaller?.client ?? ''}`}
        size="lg"
      >
        {aInstaller !== null && (
          <InstallerGroupe
            commandeIds={[aInstaller.id]}
            dispositif={aInstaller.dispositif}
            onFait={() => setAInstaller(null)}
          />
        )}
      </Modal>
      {element}
    </>
  )
  return { agir, emettre, elements }
}
