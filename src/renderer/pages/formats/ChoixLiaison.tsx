import { Button, NativeSelect, Radio, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { CleComparee, ComparaisonFormat, Liaison, SourceProposee } from '#contract/format.ts'
import { Action } from '../../components/Action.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Faute } from '../../components/saisie/Champ.tsx'
import { Touche } from '../../components/Touche.tsx'
import classes from './formats.module.css'

interface Props {
  readonly cle: CleComparee
  readonly comparaison: ComparaisonFormat
  /** What each source gives for the order of the preview. */
  readonly valeurs: Readonly<Record<string, string>>
  readonly onLier: (liaison: Liaison) => void
}

const FIXE = 'fixe'
type Absent = 'null' | 'vide' | 'bloquer'

const TYPES: Readonly<Record<string, string>> = { string: 'texte', number: 'nombre', boolean: 'oui ou non' }
const typeOf = ({ exemple, nature }: CleComparee) =>
  nature === 'liste' ? 'tableau' : exemple === null ? 'sans exemple' : (TYPES[typeof exemple] ?? '')

const words = (texte: string) =>
  texte
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((m) => m.length > 2)

/** How near a source is to a key, by the words of its path and by what its example looks like. */
function nearness(cle: CleComparee, source: SourceProposee): number {
  const mots = words(cle.chemin.split('.').slice(-2).join(' '))
  const siens = words(`${source.source} ${source.libelle}`)
  const communs = mots.filter((m) => siens.some((s) => s.startsWith(m) || m.startsWith(s))).length
  const { exemple } = cle
  const genre =
    typeof exemple === 'number'
      ? ['centimes', 'taux', 'entier'].includes(source.genre)
      : typeof exemple === 'boolean'
        ? ['booleen', 'reponse'].includes(source.genre)
        : typeof exemple === 'string' && /^\d{2,4}[-/]\d{2}[-/]\d{2,4}/.test(exemple)
          ? source.genre === 'jour'
          : false
  return communs * 2 + (genre ? 1 : 0)
}

function isReadable({ liste }: SourceProposee, cle: CleComparee): boolean {
  const ici = cle.liste.replace('*', '')
  return (
    liste === '' ||
    liste === ici ||
    ici.startsWith(`${liste}.`) ||
    (cle.liste.endsWith('*') && liste.startsWith(ici))
  )
}

/** A constant as typed: JSON when it reads as such, otherwise text. */
function readConstante(texte: string): string | number | boolean | null {
  if (/^(null|true|false|-?\d+(\.\d+)?|"[^"]*")$/.test(texte.trim())) return JSON.parse(texte) as string
  return texte
}

/** What writes one key: a source, a fixed value, and how. */
export function ChoixLiaison({ cle, comparaison: c, valeurs, onLier }: Props) {
  const rang = c.sansSource.indexOf(cle.chemin)
  const compte = rang === -1 ? undefined : `${rang + 1} sur ${c.sansSource.length} à lier`
  return (
    <Panneau
      titre={<code>{cle.chemin.split('.').slice(-2).join('.')}</code>}
      droite={typeOf(cle)}
      rembourrage={false}
    >
      {cle.conflit !== null && (
        <p className={classes.note}>
          Le format de Liasse écrivait <code>{cle.conflit.avant ?? 'rien'}</code>, il écrit maintenant{' '}
          <code>{cle.conflit.maintenant ?? 'rien'}</code>.
        </p>
      )}
      {cle.nature === 'liste' ? (
        <ChoixListe cle={cle} comparaison={c} compte={compte} onLier={onLier} />
      ) : (
        <ChoixSource cle={cle} comparaison={c} valeurs={valeurs} compte={compte} onLier={onLier} />
      )}
    </Panneau>
  )
}

function Pied({ compte }: { readonly compte: string | undefined }) {
  return (
    <div className={classes.piedChoix}>
      <span>{compte}</span>
      <Button type="submit" size="md" rightSection={<Touche de="Entrée" />}>
        {compte === undefined ? 'Lier' : 'Lier et passer à la suivante'}
      </Button>
    </div>
  )
}

type Etape = Omit<Props, 'valeurs'> & { readonly compte: string | undefined }

function ChoixListe({ cle, comparaison, compte, onLier }: Etape) {
  const depart = cle.liaison?.type === 'liste' ? (cle.liaison.pour ?? '') : ''
  const [pour, setPour] = useState(depart)
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault()
        onLier({ type: 'liste', pour: pour === '' ? null : pour })
      }}
    >
      <div className={classes.marge}>
        <NativeSelect
          label="Le tableau se répète sur"
          value={pour}
          onChange={(e) => setPour(e.currentTarget.value)}
          data={[
            { value: '', label: 'rien : un seul élément' },
            ...comparaison.listes.map((l) => ({ value: l.liste, label: l.libelle })),
          ]}
        />
      </div>
      <Pied compte={compte} />
    </form>
  )
}

function ChoixSource({
  cle,
  comparaison,
  valeurs,
  compte,
  onLier,
}: Etape & { readonly valeurs: Props['valeurs'] }) {
  const depart = cle.liaison ?? cle.proposition
  const [choix, setChoix] = useState<string>(
    depart?.type === 'source' ? depart.source : depart?.type === 'constante' ? FIXE : '',
  )
  const [formateur, setFormateur] = useState<string | null | undefined>(
    depart?.type === 'source' ? depart.formateur : undefined,
  )
  const [absent, setAbsent] = useState<Absent>(depart?.type === 'source' ? depart.absent : 'bloquer')
  const [constante, setConstante] = useState(
    depart?.type === 'constante' ? JSON.stringify(depart.valeur) : JSON.stringify(cle.exemple),
  )
  const [cherche, setCherche] = useState('')
  const [toutes, setToutes] = useState(false)
  const [essaye, setEssaye] = useState(false)

  const lisibles = comparaison.sources
    .filter((s) => isReadable(s, cle))
    .map((s) => ({ s, score: nearness(cle, s) }))
    .sort((a, b) => b.score - a.score)
    .map(({ s }) => s)
  const trouvees = lisibles.filter((s) =>
    words(cherche).every((m) => words(s.libelle).some((x) => x.startsWith(m))),
  )
  const montrees = cherche.trim() !== '' || toutes ? trouvees : trouvees.slice(0, 4)
  const choisie = lisibles.find((s) => s.source === choix)
  const vues =
    choisie === undefined || montrees.includes(choisie)
      ? montrees
      : [choisie, ...montrees.slice(0, montrees.length - 1)]
  const ecriture = formateur === undefined ? (cle.ecritures[choisie?.genre ?? 'texte'] ?? null) : formateur

  const lier = (e: FormEvent) => {
    e.preventDefault()
    setEssaye(true)
    if (choix === FIXE) onLier({ type: 'constante', valeur: readConstante(constante) })
    else if (choisie !== undefined) onLier({ type: 'source', source: choix, formateur: ecriture, absent })
  }
  return (
    <form onSubmit={lier}>
      <div className={classes.marge}>
        <TextInput
          label="Source"
          placeholder="Chercher parmi les sources"
          value={cherche}
          onChange={(e) => setCherche(e.currentTarget.value)}
          error={essaye && choix === '' && <Faute>Choisissez une source, ou une valeur fixe.</Faute>}
        />
        <Radio.Group
          aria-label="Source"
          value={choix}
          onChange={(v) => {
            setChoix(v)
            setFormateur(undefined)
          }}
        >
          <div className={classes.sources}>
            {vues.map((s) => (
              <div key={s.source} className={classes.source} data-choisie={s.source === choix || undefined}>
                <Radio value={s.source} label={s.libelle} />
                <code title={valeurs[s.source]}>{valeurs[s.source] ?? '…'}</code>
              </div>
            ))}
            <div className={classes.source} data-choisie={choix === FIXE || undefined}>
              <Radio value={FIXE} label="Valeur fixe" />
            </div>
          </div>
        </Radio.Group>
        {cherche.trim() === '' && !toutes && trouvees.length > 4 && (
          <Action onClick={() => setToutes(true)}>Toutes les sources ({trouvees.length})</Action>
        )}
        {choix === FIXE && (
          <TextInput
            label="Valeur fixe"
            description="Écrite telle quelle : TEXTE, 20, true, false, null."
            inputWrapperOrder={['label', 'input', 'error', 'description']}
            value={constante}
            onChange={(e) => setConstante(e.currentTarget.value)}
          />
        )}
        {choisie !== undefined && (
          <div className={classes.deux}>
            <NativeSelect
              label="Écriture"
              value={ecriture ?? ''}
              onChange={(e) => setFormateur(e.currentTarget.value === '' ? null : e.currentTarget.value)}
              data={choisie.ecritures.map((x) => ({
                value: x.nom ?? '',
                label: `${x.exemple} ${x.libelle}`,
              }))}
            />
            <NativeSelect
              label="Si absent"
              value={absent}
              onChange={(e) => setAbsent(e.currentTarget.value as Absent)}
              data={[
                { value: 'bloquer', label: 'Bloquer' },
                { value: 'null', label: 'Écrire null' },
                { value: 'vide', label: 'Écrire ""' },
              ]}
            />
          </div>
        )}
      </div>
      <Pied compte={compte} />
    </form>
  )
}
