import { Checkbox, Group, TextInput } from '@mantine/core'
import { Action } from '../../components/Action.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Faute } from '../../components/saisie/Champ.tsx'
import type { Fiche } from '../../components/saisie/useFiche.ts'
import {
  type Avis,
  aviserMail,
  aviserTelephone,
  ecrireTelephone,
} from '../../components/saisie/verifications.ts'
import texte from '../../components/texte.module.css'
import classes from './clients.module.css'
import type { ContactForm, FormClient } from './ficheClient.ts'

const faute = (avis: Avis | null) => avis?.ok === false && <Faute>{avis.phrase}</Faute>

/** People who act for the client; « signe » is the power to engage it. */
export function ChampsContacts({ fiche }: { readonly fiche: Fiche<FormClient> }) {
  const { contacts } = fiche.valeurs
  const poser = (rang: number, modifs: Partial<ContactForm>) =>
    fiche.changer(
      'contacts',
      contacts.map((c, i) => (i === rang ? { ...c, ...modifs } : c)),
    )
  return (
    <Panneau
      titre="Contacts"
      compte={contacts.length}
      droite={
        <Action
          onClick={() =>
            fiche.changer('contacts', [
              ...contacts,
              { nom: '', qualite: '', telephone: '', mail: '', signataire: contacts.length === 0 },
            ])
          }
        >
          + Ajouter
        </Action>
      }
    >
      {contacts.length === 0 && (
        <span className={texte.gris}>Le représentant d’une structure signe pour elle : ajoutez-le ici.</span>
      )}
      {contacts.map((c, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: contacts being typed have no other identity
        <fieldset key={i} className={classes.contact} style={{ border: 0, margin: 0 }}>
          <legend className="seul-lecteur">Contact {i + 1}</legend>
          <TextInput
            label="Nom et prénom"
            value={c.nom}
            onChange={(e) => poser(i, { nom: e.currentTarget.value })}
          />
          <TextInput
            label="Qualité"
            value={c.qualite}
            onChange={(e) => poser(i, { qualite: e.currentTarget.value })}
          />
          <TextInput
            label="Téléphone"
            inputMode="tel"
            value={c.telephone}
            onChange={(e) => poser(i, { telephone: e.currentTarget.value })}
            onBlur={() => poser(i, { telephone: ecrireTelephone(c.telephone) })}
            error={faute(aviserTelephone(c.telephone))}
          />
          <TextInput
            label="E-mail"
            inputMode="email"
            value={c.mail}
            onChange={(e) => poser(i, { mail: e.currentTarget.value })}
            error={faute(aviserMail(c.mail))}
          />
          <Checkbox
            label="Signe, a le pouvoir d’engager la structure"
            checked={c.signataire}
            onChange={(e) => poser(i, { signataire: e.currentTarget.checked })}
          />
          <Group justify="flex-end">
            <Action
              onClick={() =>
                fiche.changer(
                  'contacts',
                  contacts.filter((_, j) => j !== i),
                )
              }
              libelle={`Retirer le contact ${c.nom}`}
            >
              Retirer
            </Action>
          </Group>
        </fieldset>
      ))}
    </Panneau>
  )
}
