import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { createRouterClient } from '@orpc/server'
import type { Database } from 'better-sqlite3'
import { createApplication } from '#main/app.ts'
import { gatherDossiers } from '#main/operations/dossier.ts'
import { rebuildSearch } from '#main/registre/recherche.ts'
import { compare, type Mesure } from './mesure.ts'

const COMMANDES = 100_000
const TOURS = 15

/** A large register: as many clients as orders, half of them signed, a sixth gone to the agency. */
function fill(db: Database): void {
  db.exec(`
    INSERT INTO fournisseur (id, denomination, siret, adresse, codePostal, commune, responsableNom, responsableQualite,
      responsableTelephone, responsableMail, assujettiTva, tauxTva, couleur)
    VALUES (1, 'Logiciels Exemple', '99000000000013', '', '', '', '', '', '', '', 1, 2000, '#1b3670');
    INSERT INTO solution VALUES (1, 'Exemple Cabinet');
    INSERT INTO referencement (id, solutionId, version, dispositif, numeroAns, profils, scenario)
    VALUES (1, 1, '1', 'MDV-LGC-Va1', 'X', '[]', '{}'), (2, 1, '1', 'SFP-LGC-Va2', 'Y', '[]', '{}');
    INSERT INTO distribution VALUES (1, 1, 1, 'editeur', NULL, NULL), (2, 1, 2, 'editeur', NULL, NULL);
    CREATE TEMP TABLE n AS WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < ${COMMANDES}) SELECT i FROM k;
    INSERT INTO tiers (id, categorie, nom, prenom, profession, modeExercice, adresse, codePostal, commune, telephone, mail, reference)
    SELECT i, 'praticien', 'Nom' || char(97 + i * 7919 % 26, 97 + i * 104729 % 26) || (i * 7919 % 100003), 'Prenom' || (i % 97),
      'medecin', 'liberal', '1 rue', '75001', 'Ville ' || (i % 500), '0199000001', 'm' || i || '@exemple.example', '' FROM n;
    INSERT INTO identifiant SELECT 'RPPS', CAST(99900000000 + i AS TEXT), i FROM n;
    INSERT INTO commande (id, numero, numeroAttribue, dispositif, fournisseurId, referencementId, cas, dateEmission, bdcEmisLe, modifieeLe)
    SELECT i, printf('BDC 2022 %06d', i), 1, iif(i % 3, 'MDV-LGC-Va1', 'SFP-LGC-Va2'), 1, iif(i % 3, 1, 2), 'A', '2022-03-01',
      iif(i % 4, '2022-03-02', NULL), '2026-11-17T08:00:00.000Z' FROM n;
    INSERT INTO participation (commandeId, tiersId, role, rang) SELECT i, i, 'client', 0 FROM n;
    INSERT INTO ligne (commandeId, tiersId, ht, taux, tva, ttc) SELECT i, i, 35833, 2000, 7167, 43000 FROM n;
    INSERT INTO piece (id, sha256, nom, type, etat, format, taille, ajouteeLe)
    SELECT i, 'h' || i, 'f' || i || '.pdf', 'BDC', 'rattachee', 'pdf', 1000, '2026-11-17T08:00:00.000Z' FROM n WHERE i % 2 = 0;
    INSERT INTO piece_commande SELECT i, i FROM n WHERE i % 2 = 0;
    INSERT INTO demande (commandeId, type, tentative, etat, ttc, attendu)
    SELECT i, 'avance', 1, iif(i % 12, 'deposee', 'exportee'), 43000, 12900 FROM n WHERE i % 6 = 0;
    DROP TABLE n;`)
}

async function timeOnce(f: () => unknown): Promise<number> {
  const debut = performance.now()
  await f()
  return (performance.now() - debut) / 1000
}

/** Median of several runs, seconds. */
async function time(f: () => unknown): Promise<number> {
  const durees: number[] = []
  for (let i = 0; i < TOURS; i++) {
    durees.push(await timeOnce(f))
  }
  return durees.sort((a, b) => a - b)[TOURS >> 1] as number
}

const ms = (s: number) => `${(s * 1000).toFixed(1)} ms`

/** Lists of 100 000 orders through the router, against the bare SQL that no list can do without. */
export async function banc(): Promise<readonly Mesure[]> {
  const dossier = mkdtempSync(path.join(tmpdir(), 'liasse-banc-'))
  const app = await createApplication({
    dossierRegistre: dossier,
    hote: { nom: 'cli', dossierExports: dossier },
    horloge: () => '2026-11-17T08:02:00.000Z',
  })
  try {
    const { registre } = app.contexte
    await registre.ecrire(async (tx) => {
      fill(registre.brut)
      await rebuildSearch(tx)
    })
    const client = createRouterClient(app.router)
    const ids = Array.from({ length: COMMANDES }, (_, i) => i + 1)
    const lecture = await timeOnce(() => registre.lire((lu) => gatherDossiers(lu, ids)))
    const verification = await timeOnce(() => client.commande.lister({}))
    const db = registre.brut
    const compter = db.prepare('SELECT dispositif, count(*), sum(ttc) FROM resume GROUP BY dispositif, etat')
    const page = db.prepare(
      'SELECT * FROM resume r JOIN commande c ON c.id = r.id ORDER BY r.client LIMIT 100',
    )
    const chercher = db.prepare(
      `SELECT count(*), sum(r.ttc) FROM recherche_commande f JOIN resume r ON r.id = f.rowid WHERE recherche_commande MATCH '"nom"*'`,
    )
    const tiers = db.prepare('SELECT * FROM tiers ORDER BY nom COLLATE NOCASE LIMIT 100')
    const nu = (await time(() => compter.all())) + (await time(() => page.all()))
    const trouver = db.prepare(
      `SELECT r.id FROM recherche_commande f JOIN resume r ON r.id = f.rowid WHERE recherche_commande MATCH '"nom"*' ORDER BY r.rang LIMIT 100`,
    )
    const nuRecherche = (await time(() => chercher.all())) + (await time(() => trouver.all()))
    const nuTiers = await time(() => db.prepare('SELECT count(*) FROM tiers').get() && tiers.all())
    const argent = db.prepare(
      'SELECT r.dispositif, d.etat, count(*), sum(r.avance), sum(r.solde) FROM resume r JOIN commande c ON c.id = r.id LEFT JOIN demande d ON d.commandeId = r.id GROUP BY 1, 2',
    )
    const nuArgent = await time(() => argent.all())
    const mesures: [string, () => unknown, number, number][] = [
      ['list of orders by client', () => client.commande.lister({ tri: 'client' }), nu, 2.5],
      ['list of orders by state', () => client.commande.lister({}), nu, 2.5],
      [
        'filtered by holder and scheme',
        () => client.commande.lister({ porteur: 'nous', dispositif: 'MDV-LGC-Va1' }),
        nu,
        2.5,
      ],
      ['search in 100 000 orders, wide', () => client.commande.lister({ texte: 'nom' }), nuRecherche, 4],
      ['search, one found', () => client.commande.lister({ texte: 'BDC 2022 012345' }), nu, 1],
      ['list of clients', () => client.client.lister({}), nuTiers, 40],
      ['money of 100 000 orders', () => client.argent.resumer({}), nuArgent, 15],
      ['a list of that money', () => client.argent.lister({ situation: 'a_recevoir' }), nuArgent, 20],
      ['the work of the day', () => client.aujourdhui.lire({}), nuArgent, 20],
      ['search anywhere', () => client.systeme.chercher({ texte: 'nomab prenom1' }), nuRecherche, 1],
    ]
    const resultats: Mesure[] = []
    for (const [nom, f, reference, limite] of mesures) {
      const mesure = await time(f)
      resultats.push(compare(nom, mesure, reference, limite, `${ms(mesure)}, bare SQL ${ms(reference)}`))
    }
    const detail = `${verification.toFixed(1)} s, reading the dossiers alone ${lecture.toFixed(1)} s`
    resultats.push(compare('verification of 100 000 orders', verification, lecture, 5, detail))
    return resultats
  } finally {
    await app.fermer()
    rmSync(dossier, { recursive: true, force: true })
  }
}
