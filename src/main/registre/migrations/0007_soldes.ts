/** From the deposited advance to the money received: pilots, installation, VA and MOM, invoice, balance, payments. Append-only. */
export const sql = `
DROP VIEW commande_etat;

-- A request has several pieces, an expected amount of its own, and what the agency answered.
CREATE TABLE demande_neuve (
  id INTEGER PRIMARY KEY, commandeId INTEGER NOT NULL REFERENCES commande(id), type TEXT NOT NULL CHECK (type IN ('avance', 'solde')),
  tentative INTEGER NOT NULL, etat TEXT NOT NULL, envoiId INTEGER REFERENCES envoi(id), numLigne INTEGER,
  numeroAsp TEXT, deposeLe TEXT, motif TEXT NOT NULL DEFAULT '',
  -- Whole financed amount, and the share that this request asks for; NULL while the share is unknown. Cents.
  ttc INTEGER NOT NULL, attendu INTEGER,
  valideeLe TEXT, payeLe TEXT, montantPaye INTEGER,
  codeTraitement TEXT NOT NULL DEFAULT '', libelleTraitement TEXT NOT NULL DEFAULT '', retourLe TEXT,
  -- What the file said, to compare the next request with: clients and their names, scenario. See PerimetreDemande.
  perimetre TEXT NOT NULL DEFAULT '{}',
  -- Was it refused, then taken up again to be asked anew? A request that the agency sent back is not.
  refusee INTEGER NOT NULL DEFAULT 0 CHECK (refusee IN (0, 1)),
  UNIQUE (commandeId, type, tentative)
) STRICT;
INSERT INTO demande_neuve (id, commandeId, type, tentative, etat, envoiId, numLigne, numeroAsp, deposeLe, motif, ttc, attendu, payeLe, montantPaye)
  SELECT id, commandeId, type, tentative, etat, envoiId, numLigne, numeroAsp, deposeLe, motif, ttc, avance, payeLe, montantPaye FROM demande;
CREATE TABLE demande_piece (
  demandeId INTEGER NOT NULL REFERENCES demande(id) ON DELETE CASCADE, rang INTEGER NOT NULL,
  -- NULL for a request made elsewhere whose piece is not there.
  pieceId INTEGER REFERENCES piece(id), nom TEXT NOT NULL, typeFichier TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (demandeId, rang)
) STRICT, WITHOUT ROWID;
CREATE TABLE demande_piece_reprise AS SELECT id, pieceId, pieceNom FROM demande WHERE pieceNom <> '' OR pieceId IS NOT NULL;
DROP TABLE demande;
ALTER TABLE demande_neuve RENAME TO demande;
INSERT INTO demande_piece (demandeId, rang, pieceId, nom, typeFichier) SELECT id, 0, pieceId, pieceNom, 'BON_COMMANDE' FROM demande_piece_reprise;
DROP TABLE demande_piece_reprise;
CREATE INDEX demande_envoi ON demande (envoiId);
CREATE INDEX demande_numeroAsp ON demande (numeroAsp) WHERE numeroAsp IS NOT NULL;
CREATE INDEX demande_piece_piece ON demande_piece (pieceId);

-- A return file of the agency, by its bytes: read twice, it changes nothing.
CREATE TABLE retour (
  id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, nom TEXT NOT NULL, envoiId INTEGER REFERENCES envoi(id),
  source TEXT NOT NULL CHECK (source IN ('fichier', 'portail')), lueLe TEXT NOT NULL, par TEXT NOT NULL, lignes INTEGER NOT NULL, bilan TEXT NOT NULL
) STRICT;

-- What is due on a day for one order: avenant, formal notice, contestation, missing pieces.
CREATE TABLE echeance (
  id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1,
  commandeId INTEGER NOT NULL REFERENCES commande(id) ON DELETE CASCADE, demandeId INTEGER REFERENCES demande(id) ON DELETE CASCADE,
  nature TEXT NOT NULL CHECK (nature IN ('avenant', 'mise_en_demeure', 'contestation', 'complement')),
  objet TEXT NOT NULL, recueLe TEXT NOT NULL, echeanceLe TEXT NOT NULL, faiteLe TEXT, commentaire TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX echeance_commande ON echeance (commandeId);
CREATE INDEX echeance_ouverte ON echeance (echeanceLe) WHERE faiteLe IS NULL;

CREATE TABLE installation (
  commandeId INTEGER PRIMARY KEY REFERENCES commande(id) ON DELETE CASCADE, revision INTEGER NOT NULL DEFAULT 1,
  prevueLe TEXT, realiseeLe TEXT, scenario TEXT NOT NULL DEFAULT '{}',
  formation TEXT NOT NULL DEFAULT '{}', livrables TEXT NOT NULL DEFAULT '{}', tachesClient TEXT NOT NULL DEFAULT '',
  preuves TEXT NOT NULL DEFAULT '[]', nonServis TEXT NOT NULL DEFAULT '[]'
) STRICT;

-- One row per printing of any document. « numeroAns » and « mention » are what an order form says; NULL for the others.
-- « facture »: number of the order's invoice that day, which a VA or a MOM may bear; NULL while there is none.
-- « perimetre »: clients and scenario that a VA or a MOM receives. See PerimetreDemande. NULL for the others.
CREATE TABLE impression (
  id INTEGER PRIMARY KEY, commandeId INTEGER NOT NULL REFERENCES commande(id) ON DELETE CASCADE,
  type TEXT NOT NULL CHECK (type IN ('BDC', 'PV', 'VA', 'MOM', 'FACTURE')),
  le TEXT NOT NULL, modele TEXT NOT NULL, version INTEGER NOT NULL, sha256 TEXT NOT NULL,
  numeroAns TEXT, mention INTEGER, facture TEXT, perimetre TEXT
) STRICT;
INSERT INTO impression SELECT id, commandeId, 'BDC', le, modele, version, sha256, numeroAns, mention, NULL, NULL FROM impression_bdc;
DROP TABLE impression_bdc;
CREATE INDEX impression_commande ON impression (commandeId, type);

-- Legal form, capital, RCS, terms of payment: the vendor's own words, printed on its invoices.
ALTER TABLE fournisseur ADD COLUMN mentionsFacture TEXT NOT NULL DEFAULT '';

CREATE TABLE facture (
  id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1,
  commandeId INTEGER NOT NULL UNIQUE REFERENCES commande(id) ON DELETE CASCADE,
  fournisseurId INTEGER NOT NULL REFERENCES fournisseur(id), numero TEXT NOT NULL,
  date TEXT, finaliseeLe TEXT, client TEXT NOT NULL, ht INTEGER, tva INTEGER, ttc INTEGER,
  externe INTEGER NOT NULL CHECK (externe IN (0, 1)),
  -- What a person saw on the vendor's own invoice; NULL while nobody looked.
  lignePrestation INTEGER, mentionEtat INTEGER,
  UNIQUE (fournisseurId, numero)
) STRICT;

CREATE TABLE pilote (
  id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1,
  fournisseurId INTEGER NOT NULL REFERENCES fournisseur(id), referencementId INTEGER NOT NULL REFERENCES referencement(id),
  dossierPrepareLe TEXT, transmisLe TEXT, decision TEXT CHECK (decision IN ('conforme', 'non_conforme')), decideLe TEXT,
  commentaire TEXT NOT NULL DEFAULT '',
  UNIQUE (fournisseurId, referencementId)
) STRICT;
CREATE TABLE pilote_place (
  id INTEGER PRIMARY KEY, piloteId INTEGER NOT NULL REFERENCES pilote(id) ON DELETE CASCADE,
  rang INTEGER NOT NULL, commandeId INTEGER NOT NULL REFERENCES commande(id),
  etat TEXT NOT NULL, choisieLe TEXT NOT NULL, retireeLe TEXT, motif TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX pilote_place_occupee ON pilote_place (piloteId, rang) WHERE retireeLe IS NULL;
CREATE UNIQUE INDEX pilote_place_commande ON pilote_place (commandeId) WHERE retireeLe IS NULL;
-- Training material, by the key of its content in the scheme; its bytes are in the store.
CREATE TABLE pilote_support (
  piloteId INTEGER NOT NULL REFERENCES pilote(id) ON DELETE CASCADE, cle TEXT NOT NULL, sha256 TEXT NOT NULL,
  nom TEXT NOT NULL, taille INTEGER NOT NULL, ajouteLe TEXT NOT NULL,
  PRIMARY KEY (piloteId, cle, sha256)
) STRICT, WITHOUT ROWID;

-- Money seen on the vendor's bank account, and the requests that it pays.
CREATE TABLE reglement (
  id INTEGER PRIMARY KEY, date TEXT NOT NULL, montant INTEGER NOT NULL, libelle TEXT NOT NULL, reference TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL CHECK (source IN ('releve', 'saisie')), empreinte TEXT NOT NULL UNIQUE, importeLe TEXT NOT NULL, par TEXT NOT NULL,
  ecarteLe TEXT, commentaire TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX reglement_date ON reglement (date);
CREATE TABLE reglement_demande (
  reglementId INTEGER NOT NULL REFERENCES reglement(id) ON DELETE CASCADE, demandeId INTEGER NOT NULL REFERENCES demande(id),
  -- What the request was before its first payment: what it is again when its last one is taken back.
  montant INTEGER NOT NULL, avant TEXT NOT NULL CHECK (avant IN ('deposee', 'validee', 'payee')), PRIMARY KEY (reglementId, demandeId)
) STRICT, WITHOUT ROWID;
CREATE INDEX reglement_demande_demande ON reglement_demande (demandeId);

-- What came in since yesterday is asked for at each opening.
CREATE INDEX journal_instant ON journal (instant);

-- Where an order is once its advance is accepted: decided by domain/suite.ts at each verification.
ALTER TABLE commande ADD COLUMN suite TEXT;
ALTER TABLE resume ADD COLUMN solde INTEGER;

-- Holds the state of every order, derived from its facts. The only definition; domain/etats.ts says what each state means.
-- The last attempt that left speaks for a request: an intent (« preparee ») is not an export, a replaced or abandoned one is past.
CREATE VIEW commande_etat AS
SELECT id,
  CASE
    WHEN annuleeLe IS NOT NULL THEN 'annulee'
    WHEN solde = 'deposee' THEN 'solde_depose'
    WHEN solde = 'validee' THEN 'solde_valide'
    WHEN solde = 'payee' THEN 'soldee'
    WHEN solde IN ('rejetee', 'contestee') THEN 'solde_rejete'
    WHEN solde = 'exportee' THEN 'solde_exporte'
    WHEN solde = 'a_corriger' THEN 'solde_retourne'
    WHEN avance = 'deposee' THEN 'avance_deposee'
    WHEN avance IN ('validee', 'payee') THEN coalesce(suite, 'installation_a_faire')
    WHEN avance = 'rejetee' THEN 'avance_rejetee'
    WHEN avance = 'contestee' THEN 'avance_contestee'
    WHEN avance = 'exportee' THEN 'avance_exportee'
    WHEN avance = 'a_corriger' THEN 'avance_retournee'
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
    ORDER BY d.tentative DESC LIMIT 1) AS avance, (
    SELECT d.etat FROM demande d
    WHERE d.commandeId = c.id AND d.type = 'solde' AND d.etat NOT IN ('preparee', 'remplacee', 'abandonnee')
    ORDER BY d.tentative DESC LIMIT 1) AS solde
  FROM commande c
) c;

-- Facts that the verification reads are new: every live order is looked at again.
UPDATE commande SET verifieeLe = NULL;
`
