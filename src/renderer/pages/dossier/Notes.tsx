import { Button, Group, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { FicheCommande } from '#contract/commande.ts'
import { orpc, queryClient } from '../../api.ts'
import { Action } from '../../components/Action.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import { Touche } from '../../components/Touche.tsx'
import texte from '../../components/texte.module.css'
import { formatInstant } from '../../format.ts'
import styles from './dossier.module.css'

/** What the team writes about the order, the latest first. */
export function Notes({ fiche }: { readonly fiche: FicheCommande }) {
  const [saisie, setSaisie] = useState('')
  const onSuccess = () => queryClient.invalidateQueries()
  const noter = useMutation(
    orpc.commande.noter.mutationOptions({
      onSuccess: () => {
        setSaisie('')
        return onSuccess()
      },
    }),
  )
  const retirer = useMutation(orpc.commande.retirerNote.mutationOptions({ onSuccess }))
  const vide = saisie.trim() === ''
  const ajouter = () => {
    if (!vide && !noter.isPending) noter.mutate({ id: fiche.resume.id, texte: saisie })
  }
  return (
    <>
      <form
        onSubmit={(e) => {
          e.preventDefault()
          ajouter()
        }}
      >
        <RefusMessage erreur={noter.error ?? retirer.error} />
        <Textarea
          label="Nouvelle note"
          description="Pour vous et vos collègues : elle ne s’imprime pas et ne part pas."
          autosize
          minRows={2}
          maxLength={5000}
          value={saisie}
          onChange={(e) => setSaisie(e.currentTarget.value)}
          onKeyDown={(e) => {
            if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) ajouter()
          }}
        />
        <Group justify="flex-end" mt="sm">
          <Button type="submit" aria-disabled={vide} rightSection={<Touche de="Ctrl Entrée" />}>
            Ajouter la note
          </Button>
        </Group>
      </form>
      {fiche.notes.length > 0 && (
        <ul className={styles.notes} aria-label="Notes">
          {fiche.notes.map((n) => (
            <li key={n.id}>
              <div className={styles.noteTete}>
                <strong>{n.par === '' ? 'Auteur non gardé' : n.par}</strong>
                <span className={texte.gris}>{formatInstant(n.instant)}</span>
                <Action
                  onClick={() => retirer.mutate({ noteId: n.id })}
                  libelle={`Retirer la note de ${n.par} du ${formatInstant(n.instant)}`}
                >
                  Retirer
                </Action>
              </div>
              <p>{n.texte}</p>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
