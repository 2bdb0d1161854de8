import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type CodeRetour, ISSUES_CODE, type IssueCode } from '#contract/retour.ts'
import { orpc, queryClient } from '../../api.ts'
import { Connaissance } from '../../components/Connaissance.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import texte from '../../components/texte.module.css'
import { formatCompte } from '../../format.ts'
import { ISSUE_LIBELLES } from '../../issues.ts'
import classes from './demandes.module.css'

/** Codes of the return files: what each means, who says so, and those that nobody knows. */
export function CodesRetour() {
  const codes = useQuery(orpc.retour.codes.queryOptions()).data
  if (codes === undefined) return null
  const inconnus = codes.filter((c) => c.issue === null).length
  return (
    <Panneau
      titre="Codes de l’agence"
      compte={
        inconnus > 0 ? `${formatCompte(inconnus, 'code')} à décider` : formatCompte(codes.length, 'code')
      }
      rembourrage={false}
    >
      {codes.map((c) => (
        <Code key={c.code} code={c} />
      ))}
    </Panneau>
  )
}

/** One code; choosing what it means moves the requests that have it. */
export function Code({
  code: c,
}: {
  readonly code: Pick<CodeRetour, 'code' | 'libelle'> & Partial<CodeRetour>
}) {
  const [choisie, setChoisie] = useState<IssueCode | ''>(c.issue ?? '')
  const regler = useMutation(
    orpc.retour.reglerCode.mutationOptions({ onSuccess: () => queryClient.invalidateQueries() }),
  )
  const libre = c.issue == null || c.confiance === 'par_vous'
  const pret = choisie !== '' && choisie !== c.issue
  return (
    <form
      className={classes.code}
      onSubmit={(e) => {
        e.preventDefault()
        if (choisie !== '' && pret) regler.mutate({ code: c.code, issue: choisie })
      }}
    >
      <div>
        <strong className={texte.fort}>
          <code>{c.code}</code>
        </strong>
        <span className={texte.second}>
          {c.libelle}
          {c.demandes !== undefined && c.demandes > 0 && ` · ${formatCompte(c.demandes, 'demande')}`}
        </span>
      </div>
      {libre ? (
        <div className={classes.choixCode}>
          <NativeSelect
            size="xs"
            aria-label={`Ce que veut dire le code ${c.code}`}
            value={choisie}
            onChange={(e) => setChoisie(e.currentTarget.value as IssueCode | '')}
            data={[
              { value: '', label: 'À décider' },
              ...ISSUES_CODE.map((i) => ({ value: i, label: ISSUE_LIBELLES[i] })),
            ]}
          />
          {pret && (
            <Button type="submit" loading={regler.isPending}>
              Retenir
            </Button>
          )}
        </div>
      ) : (
        <span>{ISSUE_LIBELLES[c.issue as IssueCode]}</span>
      )}
      {c.confiance != null && (
        <span className={classes.origine}>
          <Connaissance confiance={c.confiance} /> {c.source}
        </span>
      )}
      <RefusMessage erreur={regler.error} />
    </form>
  )
}
