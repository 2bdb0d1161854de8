import type { ActionRemede, Constat, ConstatAffiche } from './constat.ts'
import { controleOf } from './controles/index.ts'
import type { Dispositif } from './dispositif.ts'
import { MESSAGES } from './phrases/index.ts'
import type { Message } from './phrases/message.ts'

/** French typography: no-break spaces (U+00A0) before `: ; ? ! » % €` and after `«`. */
export function typographier(texte: string): string {
  return texte
    .replace(/ (?=[:;?!»%€])/g, '\u00a0')
    .replace(/« /g, '«\u00a0')
    .replace(/([?!])\.$/, '$1')
}

/** Facts that nobody types: no field mends them. */
const SANS_CHAMP = new Set(['commande.annuleeLe', 'commande.bdcEmisLe'])

/** Where the remedy is done, read from the subject of the constat. */
function actionOf(sujet: string): ActionRemede | null {
  if (SANS_CHAMP.has(sujet)) return null
  const [, racine, reste] = /^([a-z]+)(?:\[\d+\])?(?:\.(.+))?$/.exec(sujet) ?? []
  const champ = reste ?? ''
  switch (racine) {
    case 'commande':
      return { type: 'champ', sujet: 'commande', champ }
    case 'lignes':
    case 'scenario':
      return { type: 'champ', sujet: 'commande', champ: sujet }
    case 'participations':
      return champ.startsWith('tiers')
        ? { type: 'champ', sujet: 'client', champ: champ.replace(/^tiers\.?/, '') }
        : { type: 'champ', sujet: 'commande', champ }
    case 'fournisseur':
      return { type: 'champ', sujet: 'fournisseur', champ }
    case 'referencement':
      return { type: 'champ', sujet: 'produit', champ }
    case 'dispositif':
      return { type: 'dispositif', cle: champ }
    case 'attestations':
      return { type: 'attester', code: champ }
    case 'pieces':
      return { type: 'piece' }
    case 'aides':
      return { type: 'aide' }
    case 'installation':
    case 'facture':
    case 'pilote':
    case 'demande':
    case 'echeance':
      return { type: 'suite', ecran: racine, champ }
    default:
      return null
  }
}

const messageOf = (code: string): Message => MESSAGES[controleOf(code).code]

/** The attestation asked for, in the scheme's words. */
function attestationOf(code: string, dispositif?: Dispositif): string | null {
  return dispositif?.attestations.find((a) => code === `ATT-${a.code}`)?.libelle ?? null
}

/** Short title of a code, to head the constats of one kind: « Plafond du montant ». */
export function groupeOf(code: string, dispositif?: Dispositif): string {
  const attestation = attestationOf(code, dispositif)
  return typographier(attestation === null ? messageOf(code).groupe : `À attester : ${attestation}`)
}

function phraseOf({ code, issue, trouve, attendu }: Constat): string {
  const { titre } = controleOf(code)
  const dire = messageOf(code)[issue]
  if (dire !== undefined) return dire(trouve ?? '', attendu ?? '')
  return trouve === null ? `${titre}.` : `${titre} : ${trouve}.`
}

function remedeOf({ code, issue }: Constat): string {
  const { remede, remedeInconnu } = messageOf(code)
  if (issue === 'respecte') return ''
  return issue === 'inconnu' ? (remedeInconnu ?? remede) : remede
}

/**
 * A constat as a person reads it: what was read, what was expected, what to do and where.
 * A value of the calendar that is missing names itself: it is mended in the scheme, not in the order.
 */
export function describeConstat(constat: Constat, dispositif?: Dispositif): ConstatAffiche {
  const action = constat.issue === 'respecte' ? null : actionOf(constat.sujet)
  const jalon =
    action?.type === 'dispositif' ? dispositif?.calendrier.find((j) => j.cle === action.cle) : undefined
  const attendJalon = constat.issue === 'inconnu' && jalon !== undefined
  const phrase = attendJalon
    ? `${controleOf(constat.code).titre} : la ${jalon.libelle} n’est pas renseignée, la règle ne peut pas être vérifiée.`
    : phraseOf(constat)
  const remede = attendJalon
    ? `Renseignez la ${jalon.libelle} (${jalon.sens}) dans le dispositif, avec votre source.`
    : remedeOf(constat)
  return {
    ...constat,
    trouve: constat.trouve === null ? null : typographier(constat.trouve),
    attendu: constat.attendu === null ? null : typographier(constat.attendu),
    phrase: typographier(phrase),
    remede: typographier(remede),
    action,
  }
}
