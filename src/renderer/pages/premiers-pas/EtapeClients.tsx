import { Button } from '@mantine/core'
import { IconCheck, IconFilePlus, IconTableImport, IconUserPlus } from '@tabler/icons-react'
import { Link } from 'wouter'
import { Ligne, Lignes } from '../../components/Lignes.tsx'
import { formatCompte } from '../../format.ts'
import classes from './premiers-pas.module.css'

/** What the register has already. */
function Acquis({ nombre, mot }: { readonly nombre: number; readonly mot: string }) {
  if (nombre === 0) return null
  return (
    <p className={classes.acquis}>
      <IconCheck size={16} stroke={1.75} aria-hidden /> {formatCompte(nombre, mot)} dans le registre.
    </p>
  )
}

/** Clients come from a file of the CRM, or are typed. */
export function EtapeClients({ clients }: { readonly clients: number }) {
  return (
    <div className={classes.pile}>
      <Acquis nombre={clients} mot="client" />
      <p>
        Un fichier CSV ou Excel suffit, tel que votre CRM l’écrit : encodage, séparateur et colonnes sont
        reconnus, rien n’est écrit avant votre accord. Les commandes peuvent être dans le même fichier.
      </p>
      <div className={classes.choix}>
        <Button
          size="md"
          component={Link}
          href="/import"
          leftSection={<IconTableImport size={16} stroke={1.75} aria-hidden />}
        >
          Importer un fichier
        </Button>
        <Button
          size="md"
          component={Link}
          href="/clients/nouveau"
          leftSection={<IconUserPlus size={16} stroke={1.75} aria-hidden />}
        >
          Saisir un client
        </Button>
      </div>
    </div>
  )
}

interface CommandeProps {
  readonly commandes: number
  readonly manques: readonly { readonly libelle: string; readonly vers: string }[]
}

/** The last step leaves for the order form itself. */
export function EtapeCommande({ commandes, manques }: CommandeProps) {
  if (manques.length > 0)
    return (
      <Lignes libelle="Ce qu’il faut d’abord">
        {manques.map((m) => (
          <Ligne
            key={m.vers}
            titre={m.libelle}
            precision="à compléter d’abord"
            droite={<Link href={m.vers}>Compléter</Link>}
          />
        ))}
      </Lignes>
    )
  return (
    <div className={classes.pile}>
      <Acquis nombre={commandes} mot="commande" />
      <p>
        Choisissez un client et un produit : le montant est proposé au plafond, la TVA au taux du territoire.
        Les contrôles disent ce qui manque avant d’imprimer le bon de commande.
      </p>
      <div className={classes.choix}>
        <Button
          size="md"
          variant="filled"
          component={Link}
          href="/commandes/nouvelle"
          leftSection={<IconFilePlus size={16} stroke={1.75} aria-hidden />}
        >
          Créer un bon de commande
        </Button>
        {commandes > 0 && (
          <Button size="md" component={Link} href="/commandes">
            Voir les commandes
          </Button>
        )}
      </div>
    </div>
  )
}
