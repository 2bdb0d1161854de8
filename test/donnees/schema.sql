CREATE INDEX aide_tiers ON aide (tiersId);

CREATE INDEX commande_a_verifier ON commande (id) WHERE verifieeLe IS NULL;

CREATE INDEX commande_assigne ON commande (assigneA) WHERE assigneA <> '';

CREATE INDEX commande_dispositif ON commande (dispositif);

CREATE INDEX commande_numero ON commande (numero);

CREATE INDEX commande_referencement ON commande (referencementId);

CREATE INDEX contact_tiers ON contact (tiersId);

CREATE INDEX demande_envoi ON demande (envoiId);

CREATE INDEX demande_numeroAsp ON demande (numeroAsp) WHERE numeroAsp IS NOT NULL;

CREATE INDEX demande_piece_piece ON demande_piece (pieceId);

CREATE INDEX echeance_commande ON echeance (commandeId);

CREATE INDEX echeance_ouverte ON echeance (echeanceLe) WHERE faiteLe IS NULL;

CREATE UNIQUE INDEX identifiant_propre ON identifiant (type, valeur) WHERE type = 'RPPS';

CREATE INDEX identifiant_tiers ON identifiant (tiersId);

CREATE INDEX impression_commande ON impression (commandeId, type);

CREATE INDEX journal_instant ON journal (instant);

CREATE INDEX journal_sujet ON journal (sujet, sujetId);

CREATE INDEX ligne_tiers ON ligne (tiersId);

CREATE INDEX note_commande ON note (commandeId);

CREATE INDEX participation_tiers ON participation (tiersId);

CREATE INDEX piece_a_rattacher ON piece (id) WHERE etat = 'a_rattacher';

CREATE INDEX piece_commande_piece ON piece_commande (pieceId);

CREATE UNIQUE INDEX pilote_place_commande ON pilote_place (commandeId) WHERE retireeLe IS NULL;

CREATE UNIQUE INDEX pilote_place_occupee ON pilote_place (piloteId, rang) WHERE retireeLe IS NULL;

CREATE INDEX reference_cle ON reference (type, cle);

CREATE INDEX reglement_date ON reglement (date);

CREATE INDEX reglement_demande_demande ON reglement_demande (demandeId);

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
  verifieeLe TEXT, incomplete INTEGER NOT NULL DEFAULT 0, bloquants INTEGER NOT NULL DEFAULT 0, alertes INTEGER NOT NULL DEFAULT 0, assigneA TEXT NOT NULL DEFAULT '', verifieeRegles TEXT NOT NULL DEFAULT '', suite TEXT,
  UNIQUE (fournisseurId, numero)
) STRICT;

CREATE TABLE contact (
  id INTEGER PRIMARY KEY, tiersId INTEGER NOT NULL REFERENCES tiers(id) ON DELETE CASCADE,
  nom TEXT NOT NULL, qualite TEXT NOT NULL, telephone TEXT NOT NULL, mail TEXT NOT NULL, signataire INTEGER NOT NULL
) STRICT;

CREATE TABLE correspondance (
  empreinte TEXT PRIMARY KEY, nom TEXT NOT NULL, colonnes TEXT NOT NULL, lecture TEXT NOT NULL, utiliseeLe TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE "demande" (
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

CREATE TABLE demande_piece (
  demandeId INTEGER NOT NULL REFERENCES demande(id) ON DELETE CASCADE, rang INTEGER NOT NULL,
  -- NULL for a request made elsewhere whose piece is not there.
  pieceId INTEGER REFERENCES piece(id), nom TEXT NOT NULL, typeFichier TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (demandeId, rang)
) STRICT, WITHOUT ROWID;

CREATE TABLE distribution (
  id INTEGER PRIMARY KEY,
  fournisseurId INTEGER NOT NULL REFERENCES fournisseur(id), referencementId INTEGER NOT NULL REFERENCES referencement(id),
  role TEXT NOT NULL CHECK (role IN ('editeur', 'distributeur')), declareLe TEXT, mandatLe TEXT,
  UNIQUE (fournisseurId, referencementId)
) STRICT;

CREATE TABLE echeance (
  id INTEGER PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 1,
  commandeId INTEGER NOT NULL REFERENCES commande(id) ON DELETE CASCADE, demandeId INTEGER REFERENCES demande(id) ON DELETE CASCADE,
  nature TEXT NOT NULL CHECK (nature IN ('avenant', 'mise_en_demeure', 'contestation', 'complement')),
  objet TEXT NOT NULL, recueLe TEXT NOT NULL, echeanceLe TEXT NOT NULL, faiteLe TEXT, commentaire TEXT NOT NULL DEFAULT ''
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
, enrolements TEXT NOT NULL DEFAULT '{}', mentionsFacture TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE identifiant (
  type TEXT NOT NULL, valeur TEXT NOT NULL, tiersId INTEGER NOT NULL REFERENCES tiers(id) ON DELETE CASCADE,
  PRIMARY KEY (type, valeur, tiersId)
) STRICT, WITHOUT ROWID;

CREATE TABLE impression (
  id INTEGER PRIMARY KEY, commandeId INTEGER NOT NULL REFERENCES commande(id) ON DELETE CASCADE,
  type TEXT NOT NULL CHECK (type IN ('BDC', 'PV', 'VA', 'MOM', 'FACTURE')),
  le TEXT NOT NULL, modele TEXT NOT NULL, version INTEGER NOT NULL, sha256 TEXT NOT NULL,
  numeroAns TEXT, mention INTEGER, facture TEXT, perimetre TEXT
) STRICT;

CREATE TABLE installation (
  commandeId INTEGER PRIMARY KEY REFERENCES commande(id) ON DELETE CASCADE, revision INTEGER NOT NULL DEFAULT 1,
  prevueLe TEXT, realiseeLe TEXT, scenario TEXT NOT NULL DEFAULT '{}',
  formation TEXT NOT NULL DEFAULT '{}', livrables TEXT NOT NULL DEFAULT '{}', tachesClient TEXT NOT NULL DEFAULT '',
  preuves TEXT NOT NULL DEFAULT '[]', nonServis TEXT NOT NULL DEFAULT '[]'
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

CREATE TABLE pilote_support (
  piloteId INTEGER NOT NULL REFERENCES pilote(id) ON DELETE CASCADE, cle TEXT NOT NULL, sha256 TEXT NOT NULL,
  nom TEXT NOT NULL, taille INTEGER NOT NULL, ajouteLe TEXT NOT NULL,
  PRIMARY KEY (piloteId, cle, sha256)
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

CREATE TABLE reglement (
  id INTEGER PRIMARY KEY, date TEXT NOT NULL, montant INTEGER NOT NULL, libelle TEXT NOT NULL, reference TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL CHECK (source IN ('releve', 'saisie')), empreinte TEXT NOT NULL UNIQUE, importeLe TEXT NOT NULL, par TEXT NOT NULL,
  ecarteLe TEXT, commentaire TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE reglement_demande (
  reglementId INTEGER NOT NULL REFERENCES reglement(id) ON DELETE CASCADE, demandeId INTEGER NOT NULL REFERENCES demande(id),
  -- What the request was before its first payment: what it is again when its last one is taken back.
  montant INTEGER NOT NULL, avant TEXT NOT NULL CHECK (avant IN ('deposee', 'validee', 'payee')), PRIMARY KEY (reglementId, demandeId)
) STRICT, WITHOUT ROWID;

CREATE TABLE resume (
  id INTEGER PRIMARY KEY REFERENCES commande(id) ON DELETE CASCADE,
  dispositif TEXT NOT NULL, etat TEXT NOT NULL, rang INTEGER NOT NULL,
  clientId INTEGER, client TEXT NOT NULL, identifiant TEXT NOT NULL,
  ht INTEGER NOT NULL, ttc INTEGER NOT NULL, avance INTEGER, depuis TEXT NOT NULL, echeance TEXT
, solde INTEGER) STRICT;

CREATE TABLE retour (
  id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, nom TEXT NOT NULL, envoiId INTEGER REFERENCES envoi(id),
  source TEXT NOT NULL CHECK (source IN ('fichier', 'portail')), lueLe TEXT NOT NULL, par TEXT NOT NULL, lignes INTEGER NOT NULL, bilan TEXT NOT NULL
) STRICT;

CREATE TABLE signature (
  id INTEGER PRIMARY KEY, pieceId INTEGER NOT NULL REFERENCES piece(id) ON DELETE CASCADE,
  signataire TEXT NOT NULL, date TEXT, nature TEXT NOT NULL, origine TEXT NOT NULL CHECK (origine IN ('declaree', 'pdf')), couvreTout INTEGER
) STRICT;

CREATE TABLE signature_annoncee (
  commandeId INTEGER NOT NULL REFERENCES commande(id) ON DELETE CASCADE, rang INTEGER NOT NULL,
  signataire TEXT NOT NULL, date TEXT NOT NULL, nature TEXT NOT NULL,
  PRIMARY KEY (commandeId, rang)
) STRICT, WITHOUT ROWID;

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
