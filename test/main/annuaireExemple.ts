/** The annuaire's 56 columns, in the order of the extraction. */
export const COLONNES_ANNUAIRE = [
  'Type d’identifiant PP',
  'Identifiant PP',
  'Identification nationale PP',
  'Code civilité d’exercice',
  'Libellé civilité d’exercice',
  'Code civilité',
  'Libellé civilité',
  'Nom d’exercice',
  'Prénom d’exercice',
  'Code profession',
  'Libellé profession',
  'Code catégorie professionnelle',
  'Libellé catégorie professionnelle',
  'Code type savoir-faire',
  'Libellé type savoir-faire',
  'Code savoir-faire',
  'Libellé savoir-faire',
  'Code mode exercice',
  'Libellé mode exercice',
  'Numéro SIRET site',
  'Numéro SIREN site',
  'Numéro FINESS site',
  'Numéro FINESS établissement juridique',
  'Identifiant technique de la structure',
  'Raison sociale site',
  'Enseigne commerciale site',
  'Complément destinataire (coord. structure)',
  'Complément point géographique (coord. structure)',
  'Numéro Voie (coord. structure)',
  'Indice répétition voie (coord. structure)',
  'Code type de voie (coord. structure)',
  'Libellé type de voie (coord. structure)',
  'Libellé Voie (coord. structure)',
  'Mention distribution (coord. structure)',
  'Bureau cedex (coord. structure)',
  'Code postal (coord. structure)',
  'Code commune (coord. structure)',
  'Libellé commune (coord. structure)',
  'Code pays (coord. structure)',
  'Libellé pays (coord. structure)',
  'Téléphone (coord. structure)',
  'Téléphone 2 (coord. structure)',
  'Télécopie (coord. structure)',
  'Adresse e-mail (coord. structure)',
  'Code Département (structure)',
  'Libellé Département (structure)',
  'Ancien identifiant de la structure',
  'Autorité d’enregistrement',
  'Code secteur d’activité',
  'Libellé secteur d’activité',
  'Code section tableau pharmaciens',
  'Libellé section tableau pharmaciens',
  'Code rôle',
  'Libellé rôle',
  'Code genre activité',
  'Libellé genre activité',
].map((titre) => titre.replace('’', "'"))

const RANGS = new Map(COLONNES_ANNUAIRE.map((titre, i) => [titre, i]))

export interface LigneAnnuaire {
  readonly rpps: string
  readonly nom?: string
  readonly prenom?: string
  readonly profession?: readonly [code: string, libelle: string]
  readonly mode?: readonly [code: string, libelle: string]
  readonly commune?: string
}

export const LIBERAL = ['L', 'Libéral, indépendant, artisan, commerçant'] as const
export const SALARIE = ['S', 'Salarié'] as const

/** One activity of one invented person. */
export function toLigne({
  rpps,
  nom = 'TÉMOIN',
  prenom = 'Claude',
  profession = ['10', 'Médecin'],
  mode = LIBERAL,
  commune = 'LYON',
}: LigneAnnuaire): string {
  const cellules: string[] = COLONNES_ANNUAIRE.map(() => '')
  const put = (titre: string, valeur: string) => {
    cellules[RANGS.get(titre) ?? -1] = valeur
  }
  put("Type d'identifiant PP", '8')
  put('Identifiant PP', rpps)
  put('Identification nationale PP', `8${rpps}`)
  put("Nom d'exercice", nom)
  put("Prénom d'exercice", prenom)
  put('Code profession', profession[0])
  put('Libellé profession', profession[1])
  put('Code catégorie professionnelle', 'C')
  put('Libellé catégorie professionnelle', 'Civil')
  put('Code mode exercice', mode[0])
  put('Libellé mode exercice', mode[1])
  put('Raison sociale site', 'CABINET DU SPECIMEN')
  put('Code postal (coord. structure)', '69003')
  put('Libellé commune (coord. structure)', commune)
  put("Autorité d'enregistrement", 'CNOM/CNOM/CNOM')
  put('Code genre activité', 'GENR01')
  put('Libellé genre activité', 'Activité standard de soin ou de pharmacien')
  return cellules.join('|')
}

/** The whole file; `fin` ends every line (older files: a trailing « | »). */
export const toAnnuaire = (lignes: readonly LigneAnnuaire[], fin = ''): string =>
  [COLONNES_ANNUAIRE.join('|'), ...lignes.map(toLigne)].map((l) => `${l}${fin}\n`).join('')
