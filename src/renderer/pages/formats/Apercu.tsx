import { CopyButton, NativeSelect } from '@mantine/core'
import { IconCheck, IconEye, IconX } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { EssaiFormat } from '#contract/format.ts'
import { Action } from '../../components/Action.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import texte from '../../components/texte.module.css'
import { formatCompte } from '../../format.ts'
import classes from './formats.module.css'

interface Props {
  readonly essai: EssaiFormat
  readonly manquent: number
  readonly commandeId?: number
  readonly onCommande: (id: number) => void
}

const SIGNES = { '-': 'retirée', '+': 'ajoutée', '?': 'sans source', ' ': '' } as const
const REFUS_MONTRES = 5

/** One of the user's orders, as the format in use writes it and as the trial would; then every ready order. */
export function Apercu({ essai, manquent, commandeId, onCommande }: Props) {
  const apres = essai.lignes
    .filter((l) => l.signe !== '-')
    .map((l) => l.texte)
    .join('\n')
  return (
    <Panneau
      titre="Aperçu"
      droite={
        essai.commandes.length > 0 && (
          <NativeSelect
            size="xs"
            aria-label="Commande de l’aperçu"
            value={String(commandeId ?? essai.commandeId ?? '')}
            onChange={(e) => onCommande(Number(e.currentTarget.value))}
            data={essai.commandes.map((c) => ({ value: String(c.id), label: `${c.numero}, ${c.client}` }))}
          />
        )
      }
      pied={
        <div className={classes.piedApercu}>
          {manquent > 0 ? (
            <span className={texte.attention}>
              <IconEye size={14} stroke={1.75} aria-hidden /> {formatCompte(manquent, 'valeur')} manque
              {manquent > 1 && 'nt'}
            </span>
          ) : (
            <Controle controle={essai.controle} />
          )}
          {essai.lignes.length > 0 && (
            <CopyButton value={apres}>
              {({ copied, copy }) => <Action onClick={copy}>{copied ? 'Copié' : 'Copier'}</Action>}
            </CopyButton>
          )}
        </div>
      }
      rembourrage={false}
    >
      {essai.lignes.length === 0 ? (
        <p className={classes.identique}>
          {essai.commandes.length === 0
            ? 'Aucune commande de ce dispositif : l’aperçu viendra avec la première.'
            : 'L’aperçu viendra quand les liaisons pourront être écrites.'}
        </p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard (WCAG 2.1.1)
        <section className={classes.apercu} aria-label="Demande avant et après" tabIndex={0}>
          {essai.lignes.map((l, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text, replaced as a whole
            <div key={i} data-signe={l.signe} className={classes.ligne}>
              <span aria-hidden>{l.signe}</span>
              {l.signe !== ' ' && <span className={classes.cache}>{SIGNES[l.signe]} : </span>}
              <code>{l.texte}</code>
            </div>
          ))}
        </section>
      )}
      {(essai.controle?.refusees.length ?? 0) > 0 && (
        <ul className={classes.refusees} aria-label="Commandes refusées">
          {essai.controle?.refusees.slice(0, REFUS_MONTRES).map((r) => (
            <li key={r.id}>
              <Link href={`/commandes/${r.id}`}>
                {r.numero}, {r.client}
              </Link>
              <span>{r.phrases[0]}</span>
            </li>
          ))}
        </ul>
      )}
    </Panneau>
  )
}

function Controle({ controle }: { readonly controle: EssaiFormat['controle'] }) {
  if (controle === null || controle.pretes === 0)
    return <span className={texte.gris}>aucune commande prête : rien à essayer</span>
  const refusees = controle.pretes - controle.acceptees
  if (refusees === 0)
    return (
      <span className={texte.ok}>
        <IconCheck size={14} stroke={1.75} aria-hidden />{' '}
        {formatCompte(controle.pretes, 'commande prête essayée', 'commandes prêtes essayées')}, aucun refus
      </span>
    )
  return (
    <span className={classes.arret}>
      <IconX size={14} stroke={1.75} aria-hidden /> {refusees} refusée{refusees > 1 ? 's' : ''} sur{' '}
      {formatCompte(controle.pretes, 'commande prête', 'commandes prêtes')}
    </span>
  )
}
