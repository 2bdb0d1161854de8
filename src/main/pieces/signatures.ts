import { X509Certificate } from 'node:crypto'
import { type Jour, jourParis } from '#domain/dates.ts'

/** An electronic signature found in a PDF. */
export interface SignaturePdf {
  /** `/Name`, or the common name of the signer's certificate; empty when neither is readable. */
  readonly signataire: string
  /** Day in Paris of `/M`; null when absent. */
  readonly date: Jour | null
  /** Do the signed ranges run from the first byte to the last, but for the signature itself? */
  readonly couvreTout: boolean
}

const RANGES = /\/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]/g
/** A signature's dictionary, its hexadecimal left out, is short. */
const VOISINAGE = 8192
const SIGNATURES_MAX = 100

/** PDF date `D:20261105093012+01'00'` (ISO 32000-1 §7.9.4); null when it is none. */
function readDate(texte: string): Jour | null {
  const m = /^D:(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:(Z)|([+-])(\d{2})'?(\d{2})?'?)?/.exec(texte)
  if (m === null) return null
  const [, annee, mois = '01', jour = '01', h = '00', min = '00', s = '00', , signe, dh = '00', dm = '00'] = m
  const decalage = signe === undefined ? 'Z' : `${signe}${dh}:${dm}`
  const instant = new Date(`${annee}-${mois}-${jour}T${h}:${min}:${s}${decalage}`)
  return Number.isNaN(instant.getTime()) ? null : jourParis(instant.toISOString())
}

const ECHAPPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

function decodeText(octets: Buffer): string {
  if (octets[0] === 0xfe && octets[1] === 0xff)
    return octets
      .subarray(2, 2 + ((octets.length - 2) & ~1))
      .swap16()
      .toString('utf16le')
  return octets.toString(octets.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 'utf8' : 'latin1')
}

/** The string after a key of the dictionary: literal or hexadecimal; null when there is none. */
function readString(dictionnaire: string, cle: string): string | null {
  const hexa = new RegExp(`/${cle}\\s*<([0-9A-Fa-f\\s]*)>`).exec(dictionnaire)
  if (hexa !== null) return decodeText(Buffer.from((hexa[1] as string).replace(/\s/g, ''), 'hex'))
  const debut = new RegExp(`/${cle}\\s*\\(`).exec(dictionnaire)
  if (debut === null) return null
  let texte = ''
  let profondeur = 1
  for (let i = debut.index + debut[0].length; i < dictionnaire.length; i++) {
    const c = dictionnaire[i] as string
    if (c === '\\') {
      const octal = /^[0-7]{1,3}/.exec(dictionnaire.slice(i + 1, i + 4))?.[0]
      if (octal === undefined) {
        i++
        texte += ECHAPPES[dictionnaire[i] as string] ?? dictionnaire[i]
      } else {
        i += octal.length
        texte += String.fromCharCode(Number.parseInt(octal, 8) & 255)
      }
      continue
    }
    if (c === '(') profondeur++
    if (c === ')' && --profondeur === 0) return decodeText(Buffer.from(texte, 'latin1'))
    texte += c
  }
  return null
}

interface Noeud {
  readonly type: number
  readonly tout: Buffer
  readonly contenu: Buffer
}

/** Elements of a DER sequence, in order; stops at the first that is not whole. */
function children(octets: Buffer): Noeud[] {
  const noeuds: Noeud[] = []
  for (let i = 0; i + 2 <= octets.length; ) {
    let debut = i + 2
    let longueur = octets[i + 1] as number
    if (longueur > 0x84 || longueur === 0x80) return noeuds
    if (longueur > 0x80) {
      const taille = longueur - 0x80
      if (debut + taille > octets.length) return noeuds
      longueur = octets.readUIntBE(debut, taille)
      debut += taille
    }
    if (debut + longueur > octets.length) return noeuds
    noeuds.push({
      type: octets[i] as number,
      tout: octets.subarray(i, debut + longueur),
      contenu: octets.subarray(debut, debut + longueur),
    })
    i = debut + longueur
  }
  return noeuds
}

const SEQUENCE = 0x30
const SET = 0x31
const CERTIFICATS = 0xa0

/** Common name of the signer in a PKCS#7 signature (RFC 5652 §5.1); null when it is not simple to read. */
export function readSigner(pkcs7: Buffer): string | null {
  const signedData = children(
    children(children(pkcs7)[0]?.contenu ?? Buffer.alloc(0))[1]?.contenu ?? Buffer.alloc(0),
  )[0]
  const champs = signedData === undefined ? [] : children(signedData.contenu)
  const certificats = champs.find((c) => c.type === CERTIFICATS)
  const signataires = champs.filter((c) => c.type === SET).at(-1)
  const premier = signataires === undefined ? undefined : children(signataires.contenu)[0]
  const emetteurEtSerie = premier === undefined ? undefined : children(premier.contenu)[1]
  const serie =
    emetteurEtSerie?.type === SEQUENCE
      ? children(emetteurEtSerie.contenu)[1]?.contenu.toString('hex')
      : undefined
  const lus = (certificats === undefined ? [] : children(certificats.contenu)).flatMap(({ tout }) => {
    try {
      return [new X509Certificate(tout)]
    } catch {
      return []
    }
  })
  const sansZero = (hexa: string) => hexa.toLowerCase().replace(/^0+/, '')
  const certificat =
    lus.find((c) => serie !== undefined && sansZero(c.serialNumber) === sansZero(serie)) ?? lus[0]
  return /(?:^|\n)CN=(.+)/.exec(certificat?.subject ?? '')?.[1]?.trim() ?? null
}

/**
 * Finds the electronic signatures of a PDF by their `/ByteRange` (ISO 32000-1 §12.8.1), in the order of the file.
 * The signatures are read, not verified: what the agency accepts is its own business.
 */
export function findSignatures(octets: Buffer): readonly SignaturePdf[] {
  if (!octets.includes('/ByteRange')) return []
  const texte = octets.toString('latin1')
  const trouvees: SignaturePdf[] = []
  for (const m of texte.matchAll(RANGES)) {
    const [debut, longueur, reprise, reste] = m.slice(1).map(Number) as [number, number, number, number]
    const finTrou = Math.min(reprise, octets.length)
    // The dictionary stands on both sides of /Contents, which the ranges leave out.
    const avant = texte.slice(
      Math.max(0, Math.min(m.index, longueur) - VOISINAGE),
      Math.max(m.index, longueur),
    )
    const ouverture = Math.max(avant.lastIndexOf(' obj'), 0)
    const apres = texte.slice(finTrou, finTrou + VOISINAGE)
    const fermeture = apres.indexOf('endobj')
    const dictionnaire = `${avant.slice(ouverture)} ${apres.slice(0, fermeture === -1 ? undefined : fermeture)} ${m[0]}`
    if (/\/Type\s*\/DocTimeStamp/.test(dictionnaire)) continue
    const trou = texte.slice(debut + longueur, finTrou)
    const hexa = /^<([0-9A-Fa-f\s]*)>$/.exec(trou)
    const pkcs7 = hexa === null ? null : Buffer.from((hexa[1] as string).replace(/\s/g, ''), 'hex')
    const date = readString(dictionnaire, 'M')
    trouvees.push({
      signataire: (
        readString(dictionnaire, 'Name') ||
        (pkcs7 === null ? null : readSigner(pkcs7)) ||
        ''
      ).slice(0, 200),
      date: date === null ? null : readDate(date),
      couvreTout: debut === 0 && hexa !== null && reprise + reste === octets.length,
    })
    if (trouvees.length >= SIGNATURES_MAX) break
  }
  return trouvees
}
