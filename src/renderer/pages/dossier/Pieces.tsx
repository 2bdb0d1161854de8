import { NativeSelect } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { IconFileText } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { FicheCommande } from '#contract/commande.ts'
import type { FicheDispositif } from '#contract/dispositif.ts'
import type { Dossier, TypePiece } from '#domain/commande.ts'
import type { Jour } from '#domain/dates.ts'
import { receptionDe } from '#domain/reception.ts'
import { isAvanceAcceptee } from '#domain/suite.ts'
import { deposerPieces } from '../../cadre/depots.ts'
import { Panneau } from '../../components/Panneau.tsx'
import type { Imprimable } from '../../emission/documents.ts'
import { formatCompte, formatJour } from '../../format.ts'
import { TYPE_PIECE_LIBELLES } from '../../libelles.ts'
import { FORMATS_PIECES } from '../../pieces/formats.ts'
import styles from './dossier.module.css'
import { LignePiece } from './LignePiece.tsx'
import { useSignatureVisee } from './signatureVisee.ts'

interface PiecesProps {
  readonly fiche: FicheCommande
  readonly dispositif: FicheDispositif | undefined
  readonly aujourdhui: Jour
  readonly onApercu: (quoi: Imprimable) => void
}

interface Attendue {
  readonly type: TypePiece
  readonly titre: string
  /** Where the document to sign or to send stands. */
  readonly precision: string
  readonly apercu: Imprimable | null
}

const emiseLe = (dossier: Dossier, type: string): Jour | null =>
  dossier.impressions.findLast((i) => i.type === type)?.le ?? null

/** Pieces that the order still waits for: the signed form, then the VA or the MOM, the invoice, the PV of a pilot. */
function listAttendues(dossier: Dossier, dispositif: FicheDispositif | undefined): readonly Attendue[] {
  const { commande, installation, facture, pilote } = dossier
  const jointe = (...types: readonly TypePiece[]) =>
    dossier.pieces.some((p) => types.includes(p.type) && p.etat === 'rattachee')
  const attendues: Attendue[] = []
  if (!jointe('BDC'))
    attendues.push({
      type: 'BDC',
      titre: 'Bon de commande à signer',
      precision: commande.formulaireExterne
        ? 'Formulaire du fournisseur, joint signé'
        : commande.bdcEmisLe === null
          ? 'Pas encore émis'
          : `Émis le ${formatJour(commande.bdcEmisLe)}`,
      apercu: commande.formulaireExterne ? null : 'bdc',
    })
  if (!isAvanceAcceptee(dossier) || dispositif === undefined) return attendues
  if (pilote?.rang != null && !jointe('PV'))
    attendues.push({
      type: 'PV',
      titre: TYPE_PIECE_LIBELLES.PV,
      precision: `Place n° ${pilote.rang} du pilote`,
      apercu: 'pv',
    })
  const reception = receptionDe(dossier, dispositif.dispositif)
  if (!jointe('VA', 'MOM')) {
    const le = reception === null ? null : emiseLe(dossier, reception)
    attendues.push({
      type: reception ?? 'VA',
      titre: reception === null ? 'VA ou MOM' : TYPE_PIECE_LIBELLES[reception],
      precision:
        installation?.realiseeLe == null
          ? 'Après l’installation'
          : reception === null
            ? 'Le scénario installé dira laquelle'
            : le === null
              ? 'Pas encore émise'
              : `Émise le ${formatJour(le)}, à signer`,
      apercu: installation?.realiseeLe == null || reception === null ? null : 'reception',
    })
  }
  if (!jointe('FACTURE'))
    attendues.push({
      type: 'FACTURE',
      titre: TYPE_PIECE_LIBELLES.FACTURE,
      precision: facture === null ? 'Pas encore émise' : `Brouillon ${facture.numero}`,
      apercu: installation?.realiseeLe == null || facture?.externe === true ? null : 'facture',
    })
  return attendues
}

/** Pieces received, what is known of their signature, those that are expected, and the place to drop each. */
export function Pieces({ fiche, dispositif, aujourdhui, onApercu }: PiecesProps) {
  const { pieces, commande } = fiche.dossier
  const attendues = listAttendues(fiche.dossier, dispositif)
  const [choisi, setChoisi] = useState<TypePiece | null>(null)
  const type = choisi ?? attendues[0]?.type ?? 'AUTRE'
  useEffect(() => () => useSignatureVisee.setState({ pieceId: null }), [])
  const ouverte = commande.annuleeLe === null
  const deposer = (fichiers: File[], de: TypePiece) =>
    deposerPieces(fichiers, { commandeId: fiche.resume.id, type: de })
  return (
    <Panneau
      titre="Pièces"
      compte={pieces.length === 0 ? 'aucune reçue' : formatCompte(pieces.length, 'reçue')}
      rembourrage={false}
    >
      {pieces.map((p) => (
        <LignePiece key={p.id} piece={p} fiche={fiche} aujourdhui={aujourdhui} />
      ))}
      {attendues.map((a) => (
        <Dropzone
          key={a.type}
          accept={FORMATS_PIECES}
          onDrop={(fichiers) => deposer(fichiers, a.type)}
          disabled={!ouverte}
          activateOnClick={false}
          activateOnKeyboard={false}
          useFsAccessApi={false}
          enablePointerEvents
          tabIndex={-1}
          inputProps={{ 'aria-label': `Déposer : ${a.titre}`, tabIndex: -1 }}
          className={styles.attendue ?? ''}
        >
          <div className={styles.piece} data-absente>
            <span className={styles.feuille} aria-hidden>
              <IconFileText size={16} stroke={1.75} />
            </span>
            <div className={styles.pieceTexte}>
              <strong>{a.titre}</strong>
              <span className={styles.sous}>{a.precision}</span>
              <span className={styles.liens}>
                {a.apercu !== null && (
                  <button
                    type="button"
                    className={styles.lien}
                    aria-label={`Aperçu : ${a.titre}`}
                    onClick={() => a.apercu !== null && onApercu(a.apercu)}
                  >
                    Aperçu
                  </button>
                )}
              </span>
            </div>
          </div>
        </Dropzone>
      ))}
      {ouverte && (
        <div className={styles.joindre}>
          <NativeSelect
            size="xs"
            aria-label="Nature de la pièce à joindre"
            value={type}
            onChange={(e) => setChoisi(e.currentTarget.value as TypePiece)}
            data={Object.entries(TYPE_PIECE_LIBELLES).map(([value, label]) => ({ value, label }))}
          />
          <Dropzone
            accept={FORMATS_PIECES}
            onDrop={(fichiers) => deposer(fichiers, type)}
            className={styles.zone ?? ''}
            aria-label="Joindre une pièce à cette commande"
          >
            <strong>Joindre</strong>, ou déposer ici
          </Dropzone>
        </div>
      )}
    </Panneau>
  )
}
