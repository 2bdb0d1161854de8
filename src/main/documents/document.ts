import type { Dossier } from '#domain/commande.ts'
import { satisfies } from '#domain/conditions.ts'
import type { Instant } from '#domain/dates.ts'
import { asServi } from '#domain/demandes.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { buildBandeau, dessinerEntete, dessinerPied, dessinerSuite } from './bandeau.ts'
import { buildElements } from './blocs/index.ts'
import { DENSITES, type Densite, type Rendu } from './blocs/rendu.ts'
import { Pagination, type Place } from './flux.ts'
import { getGabarit } from './gabarit.ts'
import { type Modele, printsMention } from './modele.ts'
import { BAS, HAUT_SUITE } from './page.ts'
import { writePdf } from './pdf.ts'
import { couleurPdf, Toile } from './toile.ts'
import { interpolate, readValeur } from './valeurs.ts'
import { buildVerso } from './verso.ts'

/** Plain data: crosses to a worker as it is. */
export interface DemandeDocument {
  readonly modele: Modele
  readonly dispositif: Dispositif
  readonly dossier: Dossier
  /** Bytes of the vendor's logo, PNG or JPEG. */
  readonly logo: Uint8Array | null
  /** Dates the PDF; the day in Paris decides what the form says when it has no issue date. */
  readonly maintenant: Instant
}

export interface DocumentImprime {
  readonly octets: Uint8Array
  readonly pages: number
  /** The logo could not be read: the vendor's name stands in its place. */
  readonly logoIllisible: boolean
  /** The 120-day mention (AF-SFP-LGC-Va2 §4.3) is on the order form; null on another document. */
  readonly mention: boolean | null
  /** ANS number on the order form, empty when it shows none; null on another document. */
  readonly numeroAns: string | null
}

/** Above this, a tighter setting would not change the number of pages enough to be worth it. */
const PAGES_A_RESSERRER = 3

/**
 * Prints a document of a dossier as PDF bytes: same data and instant → same bytes.
 * Never refuses: what must hold before printing is for the controls; an absent value is an empty line.
 */
export async function renderDocument(demande: DemandeDocument): Promise<DocumentImprime> {
  const { modele, dispositif, maintenant } = demande
  const bdc = modele.type === 'BDC'
  // Once installed, what was not done for a client is neither received nor invoiced.
  const dossier = bdc ? demande.dossier : asServi(demande.dossier)
  let gabarit = await getGabarit(demande.logo, false)
  const accent = couleurPdf(dossier.fournisseur.couleur)
  const rangees = (role: 'client' | 'mandataire') =>
    dossier.participations.filter((p) => p.role === role).toSorted((a, b) => a.rang - b.rang)
  const satisfait: Rendu['satisfait'] = (si) => satisfies(si, dossier, maintenant)
  const base: Omit<Rendu, 'densite' | 'renvoi'> = {
    contexte: {
      dossier,
      dispositif,
      anterieure: bdc && satisfait({ fait: 'commande.anterieureReferencement', est: true }),
    },
    clients: rangees('client'),
    mandataire: rangees('mandataire')[0] ?? null,
    accent,
    satisfait,
  }
  const paginate = (densite: Densite, renvoi: string): readonly Place[][] => {
    const rendu: Rendu = { ...base, densite, renvoi }
    const pagination = new Pagination(buildBandeau(modele, rendu, gabarit.logo).bas, HAUT_SUITE, BAS)
    pagination.remplir(buildElements(modele.blocs, rendu))
    return pagination.pages
  }
  let densite = DENSITES[0] as Densite
  let renvoi = 'au verso'
  let recto = paginate(densite, renvoi)
  if (recto.length > 1 && recto.length <= PAGES_A_RESSERRER)
    for (const serree of DENSITES.slice(1)) {
      const essai = paginate(serree, renvoi)
      if (essai.length < recto.length) {
        recto = essai
        densite = serree
      }
    }
  const [premier, ...autres] = modele.verso?.rubriques ?? []
  if (recto.length > 1 && premier !== undefined) {
    renvoi = `en page ${recto.length + 1}`
    recto = paginate(densite, renvoi)
  }
  const rendu: Rendu = { ...base, densite, renvoi }
  const versos = premier === undefined ? [] : buildVerso([premier, ...autres], rendu)
  const total = recto.length + versos.length
  const { numero } = dossier.commande
  const toiles = [...recto, ...versos].map((page, i) => {
    const toile = new Toile()
    if (i === 0) buildBandeau(modele, rendu, gabarit.logo).dessiner(toile)
    else if (i < recto.length) dessinerSuite(toile, modele, rendu)
    else {
      const titre = interpolate(modele.verso?.titre ?? '', rendu.contexte)
      const ou = recto.length === 1 ? 'verso du bon de commande' : 'bon de commande'
      dessinerEntete(toile, titre, `${ou} ${numero}`, accent)
    }
    if (typeof page === 'function') page(toile)
    else
      for (const [rang, { unite, haut }] of page.entries()) unite.dessiner(toile, haut, i > 0 && rang === 0)
    dessinerPied(toile, modele, rendu, i + 1, total)
    return toile
  })
  if (toiles.some((t) => t.etendu)) gabarit = await getGabarit(demande.logo, true)
  const octets = await writePdf(gabarit, toiles, {
    titre: interpolate(modele.reference, base.contexte),
    auteur: dossier.fournisseur.denomination,
    maintenant,
  })
  return {
    octets,
    pages: total,
    logoIllisible: demande.logo !== null && gabarit.logo === null,
    mention: bdc ? printsMention(modele.blocs, satisfait) : null,
    numeroAns: bdc ? readValeur('logiciel.numeroAns', base.contexte, null) : null,
  }
}
