/** What the agency decides on an advance: validated, paid, rejected. Append-only. */
export const sql = `
ALTER TABLE demande ADD COLUMN payeLe TEXT;
ALTER TABLE demande ADD COLUMN montantPaye INTEGER;

DROP VIEW commande_etat;
-- Holds the state of every order, derived from its facts. The only definition; domain/etats.ts says what each state means.
-- The last attempt that left speaks for the advance: an intent (« preparee ») is not an export, a replaced or abandoned one is past.
CREATE VIEW commande_etat AS
SELECT id,
  CASE
    WHEN annuleeLe IS NOT NULL THEN 'annulee'
    WHEN demande = 'deposee' THEN 'avance_deposee'
    WHEN demande = 'validee' THEN 'avance_validee'
    WHEN demande = 'payee' THEN 'avance_payee'
    WHEN demande = 'rejetee' THEN 'avance_rejetee'
    WHEN demande = 'exportee' THEN 'avance_exportee'
    WHEN demande = 'a_corriger' THEN 'avance_retournee'
    WHEN incomplete = 1 THEN 'a_completer'
    WHEN EXISTS (SELECT 1 FROM piece_commande pc JOIN piece p ON p.id = pc.pieceId WHERE pc.commandeId = c.id AND p.type = 'BDC' AND p.etat = 'rattachee')
      THEN CASE WHEN bloquants > 0 THEN 'bdc_a_revoir' ELSE 'avance_a_deposer' END
    WHEN bdcEmisLe IS NOT NULL OR formulaireExterne = 1 THEN 'bdc_a_signer'
    ELSE 'bdc_a_emettre'
  END AS etat
FROM (
  SELECT c.*, (
    SELECT d.etat FROM demande d
    WHERE d.commandeId = c.id AND d.type = 'avance' AND d.etat NOT IN ('preparee', 'remplacee', 'abandonnee')
    ORDER BY d.tentative DESC LIMIT 1) AS demande
  FROM commande c
) c;
`
