/** What a list says of the signatures of an order, for its form that comes later. Append-only. */
export const sql = `
CREATE TABLE signature_annoncee (
  commandeId INTEGER NOT NULL REFERENCES commande(id) ON DELETE CASCADE, rang INTEGER NOT NULL,
  signataire TEXT NOT NULL, date TEXT NOT NULL, nature TEXT NOT NULL,
  PRIMARY KEY (commandeId, rang)
) STRICT, WITHOUT ROWID;
`
