CREATE INDEX aide_tiers ON aide (tiersId);

CREATE INDEX commande_a_verifier ON commande (id) WHERE verifieeLe IS NULL;

CREATE INDEX commande_assigne ON commande (assigneA) WHERE assigneA <> '';

CREATE INDEX commande_dispositif ON commande (dispositif);

CREATE INDEX commande_numero ON commande (numero);

CREATE INDEX commande_referencement ON commande (referencementId);

CREATE INDEX contact_tiers ON contact (tiersId);

CREATE INDEX demande_envoi ON demande (envoiId);

CREATE UNIQUE INDEX identifiant_propre ON identifiant (type, valeur) WHERE type IN ('RPPS', 'FINESS_G');

CREATE INDEX identifiant_tiers ON identifiant (tiersId);

CREATE INDEX impression_bdc_commande ON impression_bdc (commandeId);

CREATE INDEX journal_sujet ON journal (sujet, sujetId);

CREATE INDEX ligne_tiers ON ligne (tiersId);

CREATE INDEX note_commande ON note (commandeId);

CREATE INDEX participation_tiers ON participation (tiersId);

CREATE INDEX piece_a_rattacher ON piece (id) WHERE etat = 'a_rattacher';

CREATE INDEX piece_commande_piece ON piece_commande (pieceId);

CREATE INDEX reference_cle ON reference (type, cle);

CREATE INDEX resume_etat ON resume (dispositif, etat, ttc, avance);

CREATE INDEX signature_piece ON signature (pieceId);

CREATE INDEX tiers_nom ON tiers (nom COLLATE NOCASE, prenom COLLATE NOCASE);

CREATE INDEX tiers_parent ON tiers (parentId) WHERE parentId IS NOT NULL;

CREATE INDEX tiers_reference ON tiers (reference) WHERE reference <> '';

CREATE TABLE aide (
  id INTEGER PRIMARY KEY, tiersId INTEGER NOT NULL REFERENCES tiers(id) ON DELETE CASCADE,
  reglement TEXT NOT NULL, montant INTEGER NOT NULL CHECK (montant >= 0), declareeLe TEXT NOT NULL, source TEXT NOT NULL
) STRICT;

CREATE TABLE attestation (
  id INTEGER PRIMARY KEY, code TEXT NOT NULL, sujet TEXT NOT NULL, sujetId INTEGER NOT NULL,
  le TEXT NOT NULL, par TEXT NOT NULL, commentaire TEXT NOT NULL,
  UNIQUE (code, sujet, sujetId)
) STRICT;

CREATE TABLE commande (
  id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1,
  numero TEXT NOT NULL, numeroAttribue INTEGER NOT NULL, dispositif TEXT NOT NULL,
  fournisseurId INTEGER NOT NULL REFERENCES fournisseur(id), referencementId INTEGER NOT NULL REFERENCES referencement(id),
  cas TEXT NOT NULL, dateEmission TEXT, dateInstallationPrevue TEXT,
  formulaireExterne INTEGER NOT NULL DEFAULT 0, fichierAttendu TEXT NOT NULL DEFAULT '',
  annuleeLe TEXT, annulationMotif TEXT NOT NULL DEFAULT '', bdcEmisLe TEXT, scenario TEXT NOT NULL DEFAULT '{}', modifieeLe TEXT NOT NULL,
  -- What the last verification found; NULL when a write made it stale. See operations/verification.ts.
  verifieeLe TEXT, incomplete INTEGER NOT NULL DEFAULT 0, bloquants INTEGER NOT NULL DEFAULT 0, alertes INTEGER NOT NULL DEFAULT 0, assigneA TEXT NOT NULL DEFAULT '', verifieeRegles TEXT NOT NULL DEFAULT '',
  UNIQUE (fournisseurId, numero)
) STRICT;

CREATE TABLE contact (
  id INTEGER PRIMARY KEY, tiersId INTEGER NOT NULL REFERENCES tiers(id) ON DELETE CASCADE,
  nom TEXT NOT NULL, qualite TEXT NOT NULL, telephone TEXT NOT NULL, mail TEXT NOT NULL, signataire INTEGER NOT NULL
) STRICT;

CREATE TABLE correspondance (
  empreinte TEXT PRIMARY KEY, nom TEXT NOT NULL, colonnes TEXT NOT NULL, lecture TEXT NOT NULL, utiliseeLe TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE demande (
  id INTEGER PRIMARY KEY, commandeId INTEGER NOT NULL REFERENCES commande(id), type TEXT NOT NULL CHECK (type IN ('avance', 'solde')),
  tentative INTEGER NOT NULL, etat TEXT NOT NULL, envoiId INTEGER REFERENCES envoi(id), numLigne INTEGER,
  numeroAsp TEXT, deposeLe TEXT, motif TEXT NOT NULL DEFAULT '', pieceNom TEXT NOT NULL DEFAULT '', pieceId INTEGER REFERENCES piece(id),
  ttc INTEGER NOT NULL, avance INTEGER, payeLe TEXT, montantPaye INTEGER,
  UNIQUE (commandeId, type, tentative)
) STRICT;

CREATE TABLE distribution (
  id INTEGER PRIMARY KEY,
  fournisseurId INTEGER NOT NULL REFERENCES fournisseur(id), referencementId INTEGER NOT NULL REFERENCES referencement(id),
  role TEXT NOT NULL CHECK (role IN ('editeur', 'distributeur')), declareLe TEXT, mandatLe TEXT,
  UNIQUE (fournisseurId, referencementId)
) STRICT;

CREATE TABLE envoi (
  id INTEGER PRIMARY KEY, reference TEXT NOT NULL UNIQUE, type TEXT NOT NULL, dispositif TEXT NOT NULL,
  fournisseurId INTEGER NOT NULL REFERENCES fournisseur(id), numeroAns TEXT NOT NULL,
  format TEXT NOT NULL, formatVersion INTEGER NOT NULL, formatConfirme INTEGER NOT NULL,
  -- « prepare » is the intent, written before any file; « exporte » once both files were read back.
  etat TEXT NOT NULL CHECK (etat IN ('prepare', 'exporte', 'depose', 'abandonne')),
  prepareLe TEXT NOT NULL, deposeLe TEXT, numeroDepot TEXT NOT NULL DEFAULT '', dossier TEXT NOT NULL,
  jsonNom TEXT NOT NULL, jsonSha256 TEXT NOT NULL, jsonTaille INTEGER NOT NULL,
  zipNom TEXT NOT NULL, zipSha256 TEXT NOT NULL, zipTaille INTEGER NOT NULL, zipPieces INTEGER NOT NULL,
  suites TEXT NOT NULL DEFAULT '{}'
) STRICT;

CREATE TABLE finess (
  numero TEXT PRIMARY KEY, juridique TEXT NOT NULL, nom TEXT NOT NULL, adresse TEXT NOT NULL, codePostal TEXT NOT NULL,
  commune TEXT NOT NULL, departement TEXT NOT NULL, telephone TEXT NOT NULL, siret TEXT NOT NULL, categorie TEXT NOT NULL, libelleCategorie TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE format (
  id INTEGER PRIMARY KEY, code TEXT NOT NULL, version INTEGER NOT NULL, baseVersion INTEGER NOT NULL,
  nom TEXT NOT NULL, sha256 TEXT NOT NULL, modele TEXT NOT NULL, schema TEXT, difference TEXT NOT NULL,
  importeLe TEXT NOT NULL, par TEXT NOT NULL, retenuLe TEXT,
  UNIQUE (code, version)
) STRICT;

CREATE TABLE fournisseur (
  id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1,
  denomination TEXT NOT NULL, siret TEXT NOT NULL UNIQUE,
  adresse TEXT NOT NULL, codePostal TEXT NOT NULL, commune TEXT NOT NULL,
  responsableNom TEXT NOT NULL, responsableQualite TEXT NOT NULL, responsableTelephone TEXT NOT NULL, responsableMail TEXT NOT NULL,
  assujettiTva INTEGER NOT NULL CHECK (assujettiTva IN (0, 1)), tauxTva INTEGER NOT NULL,
  couleur TEXT NOT NULL, logo TEXT, enrolement TEXT NOT NULL DEFAULT '{}'
, enrolements TEXT NOT NULL DEFAULT '{}') STRICT;

CREATE TABLE identifiant (
  type TEXT NOT NULL, valeur TEXT NOT NULL, tiersId INTEGER NOT NULL REFERENCES tiers(id) ON DELETE CASCADE,
  PRIMARY KEY (type, valeur, tiersId)
) STRICT, WITHOUT ROWID;

CREATE TABLE impression_bdc (
  id INTEGER PRIMARY KEY, commandeId INTEGER NOT NULL REFERENCES commande(id) ON DELETE CASCADE,
  le TEXT NOT NULL, modele TEXT NOT NULL, version INTEGER NOT NULL, sha256 TEXT NOT NULL,
  numeroAns TEXT, mention INTEGER
) STRICT;

CREATE TABLE journal (
  id INTEGER PRIMARY KEY, instant TEXT NOT NULL, par TEXT NOT NULL, sujet TEXT NOT NULL, sujetId INTEGER NOT NULL,
  action TEXT NOT NULL, de TEXT, vers TEXT, detail TEXT NOT NULL DEFAULT '', fichier TEXT, sha256 TEXT
) STRICT;

CREATE TABLE ligne (
  id INTEGER PRIMARY KEY, commandeId INTEGER NOT NULL REFERENCES commande(id) ON DELETE CASCADE,
  tiersId INTEGER NOT NULL REFERENCES tiers(id),
  ht INTEGER NOT NULL, taux INTEGER NOT NULL, tva INTEGER NOT NULL, ttc INTEGER NOT NULL,
  tranche TEXT, plafondHt INTEGER, plafondSource TEXT,
  UNIQUE (commandeId, tiersId)
) STRICT;

CREATE TABLE liste (
  nom TEXT PRIMARY KEY, du TEXT NOT NULL, importeeLe TEXT NOT NULL, lignes INTEGER NOT NULL, source TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE note (
  id INTEGER PRIMARY KEY, commandeId INTEGER NOT NULL REFERENCES commande(id) ON DELETE CASCADE,
  instant TEXT NOT NULL, par TEXT NOT NULL, texte TEXT NOT NULL
) STRICT;

CREATE TABLE participation (
  id INTEGER PRIMARY KEY, commandeId INTEGER NOT NULL REFERENCES commande(id) ON DELETE CASCADE,
  tiersId INTEGER NOT NULL REFERENCES tiers(id), role TEXT NOT NULL CHECK (role IN ('client', 'mandataire', 'beneficiaire')),
  rang INTEGER NOT NULL, representant TEXT,
  UNIQUE (commandeId, tiersId, role)
) STRICT;

CREATE TABLE piece (
  id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, nom TEXT NOT NULL, type TEXT NOT NULL, etat TEXT NOT NULL,
  format TEXT NOT NULL, taille INTEGER NOT NULL, pages INTEGER, ajouteeLe TEXT NOT NULL
) STRICT;

CREATE TABLE piece_commande (
  pieceId INTEGER NOT NULL REFERENCES piece(id) ON DELETE CASCADE,
  commandeId INTEGER NOT NULL REFERENCES commande(id) ON DELETE CASCADE,
  PRIMARY KEY (commandeId, pieceId)
) STRICT, WITHOUT ROWID;

CREATE TABLE reference (
  liste TEXT NOT NULL REFERENCES liste(nom) ON DELETE CASCADE,
  type TEXT NOT NULL, cle TEXT NOT NULL, donnees TEXT NOT NULL,
  PRIMARY KEY (liste, type, cle)
) STRICT, WITHOUT ROWID;

CREATE TABLE referencement (
  id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1,
  solutionId INTEGER NOT NULL REFERENCES solution(id), version TEXT NOT NULL, dispositif TEXT NOT NULL,
  numeroAns TEXT NOT NULL, profils TEXT NOT NULL, dateDossierComplet TEXT, dateReferencement TEXT, scenario TEXT NOT NULL,
  UNIQUE (solutionId, version, dispositif)
) STRICT;

CREATE TABLE reglage (cle TEXT PRIMARY KEY, valeur TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE resume (
  id INTEGER PRIMARY KEY REFERENCES commande(id) ON DELETE CASCADE,
  dispositif TEXT NOT NULL, etat TEXT NOT NULL, rang INTEGER NOT NULL,
  clientId INTEGER, client TEXT NOT NULL, identifiant TEXT NOT NULL,
  ht INTEGER NOT NULL, ttc INTEGER NOT NULL, avance INTEGER, depuis TEXT NOT NULL, echeance TEXT
) STRICT;

CREATE TABLE signature (
  id INTEGER PRIMARY KEY, pieceId INTEGER NOT NULL REFERENCES piece(id) ON DELETE CASCADE,
  signataire TEXT NOT NULL, date TEXT, nature TEXT NOT NULL, origine TEXT NOT NULL CHECK (origine IN ('declaree', 'pdf')), couvreTout INTEGER
) STRICT;

CREATE TABLE solution (id INTEGER PRIMARY KEY, denomination TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE surcharge (
  dispositif TEXT NOT NULL, cle TEXT NOT NULL, valeur TEXT NOT NULL, note TEXT NOT NULL, le TEXT NOT NULL, par TEXT NOT NULL,
  PRIMARY KEY (dispositif, cle)
) STRICT, WITHOUT ROWID;

CREATE TABLE tiers (
  id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1,
  categorie TEXT NOT NULL, nom TEXT NOT NULL, prenom TEXT NOT NULL, profession TEXT, modeExercice TEXT,
  adresse TEXT NOT NULL, codePostal TEXT NOT NULL, commune TEXT NOT NULL,
  telephone TEXT NOT NULL, mail TEXT NOT NULL, reference TEXT NOT NULL, tranche TEXT,
  parentId INTEGER REFERENCES tiers(id)
) STRICT;

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
