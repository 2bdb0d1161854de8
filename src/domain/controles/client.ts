import type { Dossier } from '../commande.ts'
import { IDENTIFIANT_LIBELLES, type TypeIdentifiant, verifyIdentifiant } from '../identifiants.ts'
import { findClientDispositif } from '../proposition.ts'
import { CATEGORIE_LIBELLES, identifiantOf, PROFESSION_LIBELLES, type Tiers } from '../tiers.ts'
import {
  AVANT_BDC_ET_AVANCE,
  af,
  controle,
  enfreint,
  inconnu,
  juger,
  LECTEUR,
  MODELES,
  type Observation,
  respecte,
  SANS_ENFREINT,
  SANS_INCONNU,
  TOUTES,
} from './base.ts'
import { identifiantAttendu } from './format.ts'
import { casOf, clientsOf, type Rangee } from './lecture.ts'

const commun = { pour: AVANT_BDC_ET_AVANCE, famille: 'client' } as const

function observeIdentifiant({ participation, chemin, nom }: Rangee, type: TypeIdentifiant): Observation {
  const sujet = `${chemin}.tiers.identifiants.${type}`
  const libelle = IDENTIFIANT_LIBELLES[type]
  const valeur = identifiantOf(participation.tiers, type)
  if (valeur === null || valeur.trim() === '') return inconnu(sujet, null, `${libelle} (${nom})`)
  const verification = verifyIdentifiant(type, valeur)
  return verification.ok
    ? respecte(sujet, `${libelle} ${verification.valeur} (${nom})`)
    : enfreint(sujet, `${libelle} ${valeur} (${nom})`, identifiantAttendu(type, verification))
}

const professionOf = (tiers: Tiers) =>
  tiers.profession === null
    ? CATEGORIE_LIBELLES[tiers.categorie]
    : `${CATEGORIE_LIBELLES[tiers.categorie]}, ${PROFESSION_LIBELLES[tiers.profession].toLowerCase()}`

function observeEligible(
  { participation: { tiers }, chemin, nom }: Rangee,
  dispositif: Parameters<typeof findClientDispositif>[0],
) {
  const type = findClientDispositif(dispositif, tiers)
  if (type !== null)
    return respecte(`${chemin}.tiers.categorie`, `${type.libelle} (${nom})`, null, { source: type.source })
  const deSaCategorie = dispositif.clients.filter((c) => c.categorie === tiers.categorie)
  if (deSaCategorie.length > 0 && tiers.profession === null)
    return inconnu(`${chemin}.tiers.profession`, nom, deSaCategorie.map((c) => c.libelle).join(', '))
  return enfreint(
    `${chemin}.tiers.${deSaCategorie.length > 0 ? 'profession' : 'categorie'}`,
    `${professionOf(tiers)} (${nom})`,
    dispositif.clients.map((c) => c.libelle).join(', '),
  )
}

/** Identifiers asked for by the scheme beside the key. */
function identifiantsRequis(dossier: Dossier, dispositif: Parameters<typeof findClientDispositif>[0]) {
  return clientsOf(dossier).flatMap((rangee) =>
    (findClientDispositif(dispositif, rangee.participation.tiers)?.identifiantsRequis ?? []).map((type) => ({
      rangee,
      type,
    })),
  )
}

export const CONTROLES_CLIENT = [
  controle({
    ...commun,
    code: 'CLI-CAS',
    titre: 'Cas de la commande prévu par le dispositif',
    source: MODELES('cas A à D'),
    gravite: 'bloquant',
    issues: TOUTES,
    structurel: true,
    observe: (dossier, dispositif) => {
      const { cas } = dossier.commande
      const attendu = dispositif.cas.map((c) => c.code).join(', ')
      if (cas === '') return [inconnu('commande.cas', null, attendu)]
      const trouve = casOf(dossier, dispositif)
      return [
        trouve === null
          ? enfreint('commande.cas', cas, attendu)
          : respecte('commande.cas', `${trouve.code}, ${trouve.libelle}`, null, { source: trouve.source }),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'CLI-NOMBRE',
    titre: 'Nombre de clients du cas',
    source: MODELES('cas A à D'),
    gravite: 'bloquant',
    issues: TOUTES,
    structurel: true,
    observe: (dossier, dispositif) => {
      const cas = casOf(dossier, dispositif)
      if (cas === null) return []
      const { min, max } = cas.clients
      const nombre = clientsOf(dossier).length
      const attendu = min === max ? `${min}` : max === null ? `${min} ou plus` : `de ${min} à ${max}`
      return [
        juger(
          nombre === 0 ? null : nombre >= min && (max === null || nombre <= max),
          'commande.clients',
          `${nombre}`,
          attendu,
          {
            source: cas.source,
          },
        ),
      ]
    },
  }),
  controle({
    ...commun,
    code: 'CLI-CATEGORIE',
    titre: 'Catégorie des clients admise par le cas',
    source: MODELES('cas A à D'),
    gravite: 'bloquant',
    issues: SANS_INCONNU,
    structurel: true,
    observe: (dossier, dispositif) => {
      const cas = casOf(dossier, dispositif)
      if (cas === null) return []
      return clientsOf(dossier).map(({ participation: { tiers }, chemin, nom }) =>
        juger(
          cas.clients.categories.includes(tiers.categorie),
          `${chemin}.tiers.categorie`,
          `${CATEGORIE_LIBELLES[tiers.categorie]} (${nom})`,
          `${cas.clients.categories.map((c) => CATEGORIE_LIBELLES[c]).join(', ')} (cas ${cas.code})`,
          { source: cas.source },
        ),
      )
    },
  }),
  controle({
    ...commun,
    code: 'CLI-ELIGIBLE',
    titre: 'Client éligible au dispositif',
    source: af('§4.2', 'Les Clients éligibles aux Prestations Ségur'),
    gravite: 'bloquant',
    issues: TOUTES,
    structurel: true,
    observe: (dossier, dispositif) => clientsOf(dossier).map((r) => observeEligible(r, dispositif)),
  }),
  controle({
    ...commun,
    code: 'CLI-EXERCICE',
    titre: 'Exercice en cabinet libéral',
    source: af('§4.2', 'les professionnels paramédicaux éligibles exerçant en cabinet libéral'),
    gravite: 'bloquant',
    issues: TOUTES,
    observe: (dossier, dispositif) => {
      const cas = casOf(dossier, dispositif)
      if (cas?.commandePour !== 'LIBERAL') return []
      return clientsOf(dossier).map(({ participation: { tiers }, chemin, nom }) =>
        juger(
          tiers.modeExercice === null ? null : tiers.modeExercice === 'liberal',
          `${chemin}.tiers.modeExercice`,
          tiers.modeExercice === null
            ? nom
            : `${tiers.modeExercice === 'liberal' ? 'libéral' : 'salarié'} (${nom})`,
          'libéral',
          // The vendor's lists seldom say it; where the text asks for more, the scheme asks for an attestation.
          tiers.modeExercice === null ? { gravite: 'information' } : {},
        ),
      )
    },
  }),
  controle({
    ...commun,
    code: 'CLI-IDENTIFIANT',
    titre: 'Identifiant du client au titre du dispositif',
    source: af(
      '§4.2',
      'identifiés par leur N°RPPS, et les centres de santé infirmier sont identifiés par leur n° FINESS Géographique',
    ),
    gravite: 'bloquant',
    issues: TOUTES,
    structurel: true,
    observe: (dossier, dispositif) =>
      clientsOf(dossier).flatMap((rangee) => {
        const type = findClientDispositif(dispositif, rangee.participation.tiers)
        return type === null ? [] : [{ ...observeIdentifiant(rangee, type.identifiant), source: type.source }]
      }),
  }),
  controle({
    ...commun,
    code: 'CLI-IDENTIFIANT-REQUIS',
    titre: 'Autres identifiants demandés par le formulaire',
    source: MODELES('identifiants du client'),
    gravite: 'bloquant',
    issues: TOUTES,
    structurel: true,
    observe: (dossier, dispositif) =>
      identifiantsRequis(dossier, dispositif).map(({ rangee, type }) => observeIdentifiant(rangee, type)),
  }),
  controle({
    ...commun,
    code: 'CLI-IDENTIFIANT-AUTRE',
    titre: 'Identifiants complémentaires bien formés',
    source: LECTEUR('format des identifiants'),
    gravite: 'alerte',
    issues: SANS_INCONNU,
    observe: (dossier, dispositif) =>
      clientsOf(dossier).flatMap((rangee) => {
        const type = findClientDispositif(dispositif, rangee.participation.tiers)
        const deja = [type?.identifiant, ...(type?.identifiantsRequis ?? [])]
        return rangee.participation.tiers.identifiants
          .filter((i) => !deja.includes(i.type))
          .map((i) => observeIdentifiant(rangee, i.type))
      }),
  }),
  controle({
    ...commun,
    code: 'CLI-FINESS-CORSE',
    titre: 'FINESS que le lecteur de l’ASP lit en chiffres',
    source: LECTEUR('FINESS, neuf chiffres'),
    gravite: 'information',
    issues: SANS_INCONNU,
    observe: (dossier) =>
      clientsOf(dossier).flatMap(({ participation: { tiers }, chemin, nom }) =>
        tiers.identifiants.flatMap(({ type, valeur }) => {
          const verification = verifyIdentifiant(type, valeur)
          if (!type.startsWith('FINESS') || !verification.ok) return []
          return [
            juger(
              verification.avis !== 'corse',
              `${chemin}.tiers.identifiants.${type}`,
              `${IDENTIFIANT_LIBELLES[type]} ${verification.valeur} (${nom})`,
              'neuf chiffres',
            ),
          ]
        }),
      ),
  }),
  controle({
    ...commun,
    code: 'CLI-JURIDIQUE',
    titre: 'Une seule entité juridique par demande',
    source: {
      document: 'Fichier JSON d’avance MDV-LGC-Va1, convertisseur public de 2022',
      passage: 'beneficiaires.structure.FINESSJuridique, une seule valeur',
    },
    gravite: 'alerte',
    issues: SANS_INCONNU,
    observe: (dossier, dispositif) => {
      const clients = clientsOf(dossier)
      if (casOf(dossier, dispositif)?.commandePour !== 'STRUCTURE' || clients.length < 2) return []
      const numeros = clients.flatMap((c) => identifiantOf(c.participation.tiers, 'FINESS_J')?.trim() || [])
      const entites = [...new Set(numeros)]
      if (entites.length === 0) return []
      return [juger(entites.length === 1, 'commande.clients', entites.join(', '), 'un FINESS juridique')]
    },
  }),
  controle({
    ...commun,
    code: 'CLI-NOM',
    titre: 'Nom du client',
    source: af('§4.3', 'un bon de commande libellé au nom du Client'),
    gravite: 'bloquant',
    issues: SANS_ENFREINT,
    structurel: true,
    observe: (dossier) =>
      clientsOf(dossier).map(({ participation, chemin, nom }) =>
        participation.tiers.nom.trim() === ''
          ? inconnu(`${chemin}.tiers.nom`, null)
          : respecte(`${chemin}.tiers.nom`, nom),
      ),
  }),
  controle({
    ...commun,
    code: 'CLI-ADRESSE',
    titre: 'Adresse du client',
    source: af('§4.3', 'un bon de commande libellé au nom du Client, conforme aux dispositions en vigueur'),
    gravite: 'alerte',
    pour: ['bdc'],
    issues: TOUTES,
    observe: (dossier) =>
      clientsOf(dossier).map(({ participation: { tiers }, chemin, nom }) => {
        const { lignes, codePostal, commune } = tiers.adresse
        const sujet = `${chemin}.tiers.adresse`
        if (codePostal !== '' && !/^(?:\d{5}|2[AB]\d{3})$/i.test(codePostal))
          return enfreint(sujet, `code postal ${codePostal} (${nom})`, 'cinq chiffres')
        return lignes === '' || codePostal === '' || commune === ''
          ? inconnu(sujet, nom, 'adresse, code postal et commune')
          : respecte(sujet, `${codePostal} ${commune} (${nom})`)
      }),
  }),
]
