/** Reference lists kept offline, the agency's official models, people on an order. Append-only. */
export const sql = `
-- What a list says of one identifier. The list itself (day, source, number of lines) is a row of « liste ».
CREATE TABLE reference (
  liste TEXT NOT NULL REFERENCES liste(nom) ON DELETE CASCADE,
  type TEXT NOT NULL, cle TEXT NOT NULL, donnees TEXT NOT NULL,
  PRIMARY KEY (liste, type, cle)
) STRICT, WITHOUT ROWID;
CREATE INDEX reference_cle ON reference (type, cle);

-- A model of the agency over a shipped format: what it changes, and the bindings chosen. The row in use has « retenuLe ».
CREATE TABLE format (
  id INTEGER PRIMARY KEY, code TEXT NOT NULL, version INTEGER NOT NULL, baseVersion INTEGER NOT NULL,
  nom TEXT NOT NULL, sha256 TEXT NOT NULL, modele TEXT NOT NULL, schema TEXT, difference TEXT NOT NULL,
  importeLe TEXT NOT NULL, par TEXT NOT NULL, retenuLe TEXT,
  UNIQUE (code, version)
) STRICT;

ALTER TABLE commande ADD COLUMN assigneA TEXT NOT NULL DEFAULT '';
CREATE INDEX commande_assigne ON commande (assigneA) WHERE assigneA <> '';

CREATE TABLE note (
  id INTEGER PRIMARY KEY, commandeId INTEGER NOT NULL REFERENCES commande(id) ON DELETE CASCADE,
  instant TEXT NOT NULL, par TEXT NOT NULL, texte TEXT NOT NULL
) STRICT;
CREATE INDEX note_commande ON note (commandeId);
`
