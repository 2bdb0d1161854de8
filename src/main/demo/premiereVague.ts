import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ResumeCommande } from '#contract/commande.ts'
import { addDays, formatJour, type Jour } from '#domain/dates.ts'
import { type LignePortail, showPortail, writeReleve, writeRetour } from './agence.ts'
import { inventPremiers, parseLieux } from './donnees.ts'
import {
  type Atelier,
  among,
  attest,
  type Commandes,
  deposit,
  type Etape,
  exportDemandes,
  FINESS,
  follow,
  idsOf,
  importOrders,
  printedIn,
  rangOf,
  signAll,
} from './gestes.ts'
import { PREMIERE_VAGUE as V } from './histoire.ts'
import { FOURNISSEUR, PRODUIT_MDV, PRODUIT_SFP } from './vendeur.ts'

const SFP = PRODUIT_SFP.dispositif
const MDV = PRODUIT_MDV.dispositif

/** Orders of a list, printed, signed, attested: what an advance needs, in three steps. */
function begin(
  atelier: Atelier,
  dispositif: string,
  rangs: readonly number[],
  jours: { readonly commande: Jour; readonly installation: Jour; readonly signature: Jour },
): readonly Etape[] {
  const { client, dossier, decaler, signal } = atelier
  const emis = path.join(dossier, `bons-${dispositif}`)
  const orders = () => among(client, rangs)
  return [
    [
      jours.commande,
      `première vague de ${dispositif}`,
      async () => {
        const lieux = parseLieux(await readFile(FINESS, 'utf8'))
        const { commande: le, installation } = jours
        const contenu = inventPremiers(lieux, rangs, { le, installation }, decaler)
        await importOrders(atelier, { nom: `premiers-${dispositif}.csv`, contenu, dispositif })
        const commandeIds = idsOf(await orders())
        await follow(client.bdc.emettre({ commandeIds, sortie: emis }, { signal }))
      },
    ],
    [
      jours.signature,
      'premières signatures',
      async () => {
        const commandes = await orders()
        const le = decaler(jours.signature)
        const nom = `signes-${dispositif}`
        const copies = await signAll(atelier, await printedIn(emis, commandes), { nom, le })
        await follow(client.piece.rattacher({ ...copies, type: 'BDC' }, { signal }))
        await attest(atelier, commandes, 'avance', le)
        await client.client.declarerAides({
          commandeIds: idsOf(commandes),
          montant: 0,
          le,
          source: 'déclaration du client',
        })
      },
    ],
  ]
}

/** The requests of these orders deposited, and the return file that the agency makes of them some days later. */
function ask(
  atelier: Atelier,
  type: 'avance' | 'solde',
  rangs: readonly number[],
  jours: { readonly depot: Jour; readonly retour: Jour; readonly numeroDepot: string },
): readonly Etape[] {
  const { client, dossier, sortie, decaler, signal } = atelier
  let envois: Awaited<ReturnType<typeof deposit>> = []
  return [
    [
      jours.depot,
      type === 'avance' ? 'premières avances' : 'premiers soldes',
      async () => {
        envois = await deposit(atelier, type, await among(client, rangs), {
          le: decaler(jours.depot),
          numeroDepot: jours.numeroDepot,
        })
      },
    ],
    [
      jours.retour,
      'fichiers de retour',
      async () => {
        const inconnu = (numero: string) => rangOf({ numero }) === V.codeInconnu
        const chemins = await Promise.all(
          envois.map((envoi) =>
            writeRetour(envoi, { sortie, dossier }, (numero) =>
              inconnu(numero)
                ? { code: 'R12', libelle: 'Bon de commande à vérifier' }
                : { code: '0000', libelle: 'Fichier accepté' },
            ),
          ),
        )
        await follow(client.retour.importer({ chemins }, { signal }))
      },
    ],
  ]
}

/** The table of the portal, pasted. */
async function paste(
  { client }: Atelier,
  type: 'avance' | 'solde',
  rangs: readonly number[],
  say: (rang: number) => Omit<LignePortail, 'commande'>,
): Promise<void> {
  const lignes = (await among(client, rangs)).map((commande) => ({ commande, ...say(rangOf(commande)) }))
  await client.retour.portail({ colle: showPortail(type, lignes) })
}

/** The list of installations that the vendor keeps: service, training, documents, documents sent to the DMP. */
async function install(atelier: Atelier, commandes: Commandes, le: Jour): Promise<void> {
  const jour = formatJour(le)
  const dmp = (c: ResumeCommande) => (c.dispositif === MDV ? `${10 + (rangOf(c) % 40)};${jour}` : ';')
  const formation = (c: ResumeCommande) =>
    c.dispositif === SFP ? [jour, 'présentiel', jour, jour].join(';') : ';;;'
  const chemin = path.join(atelier.dossier, `installations-${commandes[0]?.dispositif}.csv`)
  await writeFile(
    chemin,
    [
      'numero;realisee;formation;modalite;supports;documents;dmp;releve',
      ...commandes.map((c) => [c.numero, jour, formation(c), dmp(c)].join(';')),
      '',
    ].join('\r\n'),
  )
  await atelier.client.installation.importer({ chemin, scenarioCommande: true })
}

/** Prints the VA or the MOM of orders; signs those of `signes` and attaches the copies. */
async function receive(
  atelier: Atelier,
  rangs: readonly number[],
  { signes, le, signataire }: { signes: readonly number[]; le: Jour; signataire: string | null },
): Promise<void> {
  const { client, dossier, signal } = atelier
  const commandes = await among(client, rangs)
  const nom = `receptions-${commandes[0]?.dispositif}`
  const { emis } = await follow(
    client.reception.emettre({ commandeIds: idsOf(commandes), sortie: path.join(dossier, nom) }, { signal }),
  )
  for (const type of ['VA', 'MOM'] as const) {
    const documents = commandes.flatMap((commande) => {
      const ecrit = emis.find((e) => e.commandeId === commande.id && e.type === type)
      return ecrit === undefined || !signes.includes(rangOf(commande))
        ? []
        : [{ commande, fichier: ecrit.fichier }]
    })
    if (documents.length === 0) continue
    const copies = await signAll(atelier, documents, {
      nom: `signes-${nom}`,
      le,
      signataire,
      retourOf: (commande) =>
        rangOf(commande) === V.momSansDate ? { nom: `${type}-${commande.numero}.pdf`, annonce: false } : null,
    })
    await follow(client.piece.rattacher({ ...copies, type }, { signal }))
  }
}

async function invoice({ client, dossier, signal }: Atelier, rangs: readonly number[]): Promise<void> {
  const commandeIds = idsOf(await among(client, rangs))
  const sortie = path.join(dossier, 'factures')
  await follow(client.facture.emettre({ commandeIds, sortie }, { signal }))
}

/** Doctors: no pilot, so advances paid, services done and balances up to the bank statement. */
export function stepsMdv(atelier: Atelier): readonly Etape[] {
  const { client, decaler, dossier, signal } = atelier
  const jours = { commande: '2026-07-06', installation: '2026-09-08', signature: '2026-07-10' }
  return [
    ...begin(atelier, MDV, V.mdv, jours),
    ...ask(atelier, 'avance', V.mdv, { depot: '2026-07-16', retour: '2026-07-24', numeroDepot: 'DEMO-A' }),
    [
      '2026-08-31',
      'avances payées',
      () =>
        paste(atelier, 'avance', V.mdv, (rang) => ({
          issue: rang === V.avanceImpayee ? 'Validée' : 'Décidée et payée',
          le: decaler('2026-08-28'),
        })),
    ],
    [
      '2026-09-08',
      'installations',
      async () => {
        const commandes = await among(client, V.mdv)
        const le = decaler('2026-09-08')
        await install(
          atelier,
          commandes.filter((c) => rangOf(c) !== V.parTiers),
          le,
        )
        const [parTiers] = await among(client, [V.parTiers])
        if (parTiers !== undefined)
          await client.installation.definir({
            commandeId: parTiers.id,
            realiseeLe: le,
            scenario: { ...PRODUIT_MDV.scenario, isDirectToDMP: false, isPFIToDMP: true },
            tachesClient: 'Compte du logiciel tiers ouvert par le cabinet',
          })
      },
    ],
    [
      '2026-09-10',
      'factures',
      async () => {
        const [avenant] = await among(client, [V.avenant])
        if (avenant !== undefined)
          await client.facture.definir({ commandeId: avenant.id, client: 'Cabinet de la Maquette' })
        await invoice(atelier, V.mdv)
      },
    ],
    [
      '2026-09-14',
      'MOM et VA',
      async () => {
        const signataire = FOURNISSEUR.responsable.nom
        const signes = V.mdv.filter((rang) => rang !== V.parTiers)
        await receive(atelier, V.mdv, { signes, le: decaler('2026-09-14'), signataire })
        await attest(atelier, await among(client, V.mdv), 'solde', decaler('2026-09-14'))
      },
    ],
    ...ask(atelier, 'solde', V.soldesDeposes, {
      depot: '2026-09-21',
      retour: '2026-09-29',
      numeroDepot: 'DEMO-B',
    }),
    [
      '2026-10-12',
      'décisions sur les soldes',
      () => {
        const le = decaler('2026-10-12')
        const decides = V.soldesDeposes.filter((rang) => rang !== V.avenant)
        return paste(atelier, 'solde', decides, (rang) =>
          rang === V.soldeRejete
            ? { issue: 'Rejetée', le, motif: 'Prestation hors du périmètre du financement' }
            : rang === V.soldeRetourne
              ? { issue: 'A modifier', le, motif: 'Facture illisible' }
              : { issue: 'Validée', le },
        )
      },
    ],
    [
      '2026-10-29',
      'relevé de banque',
      async () => {
        const payes = await among(client, V.soldesPayes)
        const le = decaler('2026-10-28')
        const ensemble = payes.reduce((somme, c) => somme + (c.avance ?? 0), 0)
        const chemin = path.join(dossier, 'releve.csv')
        await writeFile(
          chemin,
          writeReleve([
            { le: addDays(le, -60), libelle: 'VIR ASP SEGUR AVANCES', montant: ensemble },
            { le: addDays(le, -3), libelle: 'PRLV LOYER BUREAUX', montant: -80_000 },
            { le: addDays(le, -1), libelle: 'VIR CABINET DE LA MAQUETTE', montant: 12_000 },
            ...payes.map((c) => ({ le, libelle: `VIR ASP SEGUR SOLDE ${c.numero}`, montant: c.solde ?? 0 })),
          ]),
        )
        await follow(client.reglement.importer({ chemin }, { signal }))
      },
    ],
    [
      '2026-11-16',
      'solde exporté',
      async () => exportDemandes(atelier, 'solde', await among(client, [V.soldeExporte])),
    ],
  ]
}

/** Paramedics: the pilot under way, which holds every balance back; one refusal contested. */
export function stepsSfp(atelier: Atelier): readonly Etape[] {
  const { client, decaler, dossier, signal } = atelier
  const jours = { commande: '2026-09-02', installation: '2026-11-02', signature: '2026-09-08' }
  const cleOf = async () => {
    const pilote = (await client.pilote.lister()).find((p) => p.dispositif === SFP)
    if (pilote === undefined) throw new Error('the product has no pilot')
    return { fournisseurId: pilote.fournisseurId, referencementId: pilote.referencementId }
  }
  const decides = V.sfp.filter((rang) => rang !== V.codeInconnu)
  return [
    ...begin(atelier, SFP, V.sfp, jours),
    ...ask(atelier, 'avance', V.sfp, { depot: '2026-09-24', retour: '2026-09-30', numeroDepot: 'DEMO-C' }),
    [
      '2026-10-14',
      'décisions sur les avances',
      () =>
        paste(atelier, 'avance', decides, (rang) => ({
          ...(rang === V.contestee
            ? { issue: 'Rejetée', motif: 'Client déjà financé' }
            : { issue: 'Validée' }),
          le: decaler('2026-10-13'),
        })),
    ],
    [
      '2026-10-20',
      'pilote et contestation',
      async () => {
        const cle = await cleOf()
        for (const [i, c] of (await among(client, V.pilote)).entries())
          await client.pilote.choisir({ ...cle, rang: i + 1, commandeId: c.id })
        const commandeIds = idsOf(await among(client, [V.contestee]))
        await client.retour.contester({
          commandeIds,
          le: decaler('2026-10-20'),
          motif: 'Le client est financé sous son ancien cabinet',
        })
      },
    ],
    [
      '2026-11-02',
      'installations pilotes',
      async () => {
        await install(atelier, await among(client, V.installees), decaler('2026-11-02'))
        const prevues = (await among(client, V.pilote)).filter((c) => !V.pvSignes.includes(rangOf(c)))
        await client.installation.definirPlusieurs({
          commandeIds: idsOf(prevues),
          prevueLe: decaler('2026-11-24'),
        })
      },
    ],
    [
      '2026-11-04',
      'PV signés',
      async () => {
        const cle = await cleOf()
        const commandes = await among(client, V.pvSignes)
        const emission = client.pilote.emettrePv(
          { commandeIds: idsOf(commandes), sortie: path.join(dossier, 'pv') },
          { signal },
        )
        const { emis } = await follow(emission)
        const documents = commandes.flatMap((commande) => {
          const ecrit = emis.find((e) => e.commandeId === commande.id)
          return ecrit === undefined ? [] : [{ commande, fichier: ecrit.fichier }]
        })
        const copies = await signAll(atelier, documents, { nom: 'signes-pv', le: decaler('2026-11-04') })
        await follow(client.piece.rattacher({ ...copies, type: 'PV' }, { signal }))
        const { contenus } = await client.pilote.lire(cle)
        for (const { cle: contenu, libelle } of contenus.slice(0, 9)) {
          const support = path.join(dossier, `formation-${contenu}.txt`)
          await writeFile(support, `Support de formation de la démonstration\n${libelle}\n`)
          await client.pilote.joindreSupport({ ...cle, contenu, chemins: [support] })
        }
      },
    ],
    [
      '2026-11-05',
      'VA',
      async () => {
        const le = decaler('2026-11-05')
        await receive(atelier, V.vaEmises, { signes: V.vaSignees, le, signataire: null })
        await attest(atelier, await among(client, V.vaEmises), 'solde', le)
      },
    ],
    ['2026-11-10', 'factures', () => invoice(atelier, V.facturees)],
    [
      '2026-11-12',
      'demande de l’agence',
      async () => {
        for (const { id } of await among(client, [V.contestee]))
          await client.echeance.definir({
            commandeId: id,
            nature: 'complement',
            objet: 'Attestation de l’ancien cabinet',
            recueLe: decaler('2026-11-12'),
            echeanceLe: decaler('2026-11-26'),
          })
      },
    ],
  ]
}
