/** The one text of an order becomes its first note, with who last wrote the order and when. Append-only. */
export const sql = `
INSERT INTO note (commandeId, instant, par, texte)
SELECT c.id, c.modifieeLe, coalesce((
  SELECT j.par FROM journal j WHERE j.sujet = 'commande' AND j.sujetId = c.id AND j.action IN ('creation', 'modification')
  ORDER BY j.id DESC LIMIT 1), ''), c.note
FROM commande c WHERE trim(c.note) <> '';
ALTER TABLE commande DROP COLUMN note;
`
