/** What each printed order form said, enrolment per scheme, rules behind a verification. Append-only. */
export const sql = `
-- One row per printing of an order form: what the paper says that later controls look at. « mention » is the
-- 120-day one (AF-SFP-LGC-Va2 §4.3); NULL for a printing older than this table, of which nothing was kept.
CREATE TABLE impression_bdc (
  id INTEGER PRIMARY KEY, commandeId INTEGER NOT NULL REFERENCES commande(id) ON DELETE CASCADE,
  le TEXT NOT NULL, modele TEXT NOT NULL, version INTEGER NOT NULL, sha256 TEXT NOT NULL,
  numeroAns TEXT, mention INTEGER
) STRICT;
CREATE INDEX impression_bdc_commande ON impression_bdc (commandeId);
INSERT INTO impression_bdc (commandeId, le, modele, version, sha256)
SELECT j.sujetId, substr(j.instant, 1, 10),
  coalesce(substr(j.detail, 8, instr(j.detail, ', version ') - 8), ''),
  CAST(substr(j.detail, instr(j.detail, ', version ') + 10) AS INTEGER), j.sha256
FROM journal j JOIN commande c ON c.id = j.sujetId
WHERE j.sujet = 'commande' AND j.action = 'bdc' AND j.sha256 IS NOT NULL ORDER BY j.id;
ALTER TABLE commande DROP COLUMN bdcModele;
ALTER TABLE commande DROP COLUMN bdcModeleVersion;

-- Fingerprint of the rules behind the last verification: other rules, and it is done again.
ALTER TABLE commande ADD COLUMN verifieeRegles TEXT NOT NULL DEFAULT '';

-- Enrolment is asked for scheme by scheme (AF-SFP-LGC-Va2 §6.1): the one date is kept for the schemes of the vendor's
-- products, and for those that Liasse knew when it has none yet.
ALTER TABLE fournisseur ADD COLUMN enrolements TEXT NOT NULL DEFAULT '{}';
UPDATE fournisseur SET enrolements = coalesce((
  SELECT CASE WHEN count(*) = 0 THEN json_object('MDV-LGC-Va1', enrolementValideLe, 'SFP-LGC-Va2', enrolementValideLe)
    ELSE json_group_object(r.dispositif, fournisseur.enrolementValideLe) END
  FROM (SELECT DISTINCT r.dispositif FROM distribution d JOIN referencement r ON r.id = d.referencementId
    WHERE d.fournisseurId = fournisseur.id) r), '{}')
WHERE enrolementValideLe IS NOT NULL;
ALTER TABLE fournisseur DROP COLUMN enrolementValideLe;

-- Practitioners of one site carry its FINESS géographique: only a person's RPPS is nobody else's. That a structure has its
-- FINESS for itself is looked at when its card is written.
DROP INDEX identifiant_propre;
CREATE UNIQUE INDEX identifiant_propre ON identifiant (type, valeur) WHERE type = 'RPPS';
`
