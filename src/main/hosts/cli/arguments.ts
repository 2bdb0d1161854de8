import path from 'node:path'
import type { CommanderError } from 'commander'
import { type Instant, instantParis, isJour, type Jour, parseJour } from '#domain/dates.ts'
import { defaultRegistre } from '../commun.ts'
import { Inutilisable, type OptionsCommunes } from './session.ts'

/** A day in the calendar, as written by the user. */
export function readJour(saisie: string): Jour {
  const jour = parseJour(saisie)
  if (jour === null) throw new Inutilisable(`« ${saisie} » n’est pas une date : écrivez AAAA-MM-JJ.`)
  return jour
}

/** An instant with its offset, or a wall clock in Paris: `2026-11-17T08:02Z`, `2026-11-17T09:02`. */
function readInstant(saisie: string): Instant {
  const paris = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::\d{2})?$/.exec(saisie)
  if (paris !== null && isJour(paris[1] as string)) return instantParis(paris[1] as string, paris[2])
  const instant = /T.*(?:Z|[+-]\d{2}:?\d{2})$/i.test(saisie) ? Date.parse(saisie) : Number.NaN
  if (Number.isNaN(instant))
    throw new Inutilisable(
      `« ${saisie} » n’est pas un instant : écrivez 2026-11-17T09:00 (heure de Paris) ou 2026-11-17T08:00:00Z.`,
    )
  return new Date(instant).toISOString()
}

interface OptionsSaisies {
  readonly registre?: string
  readonly json?: boolean
  readonly maintenant?: string
  readonly aujourdhui?: string
}

/** Options that every command accepts, checked. */
export function readCommunes(saisies: OptionsSaisies): OptionsCommunes {
  const { registre, maintenant, aujourdhui } = saisies
  if (maintenant !== undefined && aujourdhui !== undefined)
    throw new Inutilisable('Donnez --maintenant ou --aujourdhui, pas les deux.')
  const instant = maintenant === undefined ? null : readInstant(maintenant)
  const midi = aujourdhui === undefined ? null : instantParis(readJour(aujourdhui), '12:00')
  return {
    registre: registre === undefined ? defaultRegistre() : path.resolve(registre),
    json: saisies.json === true,
    maintenant: instant ?? midi,
  }
}

/** Headings of commander's help. */
export const TITRES: Readonly<Record<string, string>> = {
  'Usage:': 'Emploi :',
  'Arguments:': 'Arguments :',
  'Options:': 'Options :',
  'Commands:': 'Commandes :',
  'Global Options:': 'Options communes :',
}

const entreGuillemets = (message: string) => /'([^' ]*)/.exec(message)?.[1] ?? ''

/** Commander's refusals, in French. */
export function explainArguments(erreur: CommanderError): string {
  const nom = entreGuillemets(erreur.message)
  switch (erreur.code) {
    case 'commander.unknownCommand':
      return `La commande « ${nom} » n’existe pas : liasse --aide les donne toutes.`
    case 'commander.unknownOption':
      return `L’option « ${nom} » n’existe pas pour cette commande.`
    case 'commander.missingArgument':
      return `Il manque l’argument « ${nom} ».`
    case 'commander.missingMandatoryOptionValue':
      return `Il manque l’option « ${nom} ».`
    case 'commander.optionMissingArgument':
      return `Il manque la valeur de l’option « ${nom} ».`
    case 'commander.excessArguments':
      return 'Il y a trop d’arguments pour cette commande.'
    case 'commander.conflictingOption': {
      const [, une, autre] = /'([^' ]*)[^']*' cannot be used with option '([^' ]*)/.exec(erreur.message) ?? []
      return `Les options « ${une} » et « ${autre} » se contredisent : n’en gardez qu’une.`
    }
    case 'commander.invalidArgument': {
      const valeur = /argument '([^']*)' is invalid/.exec(erreur.message)?.[1] ?? nom
      const admises = /Allowed choices are (.*)\.$/.exec(erreur.message)?.[1]
      return `La valeur « ${valeur} » n’est pas admise${admises === undefined ? '' : ` ; valeurs admises : ${admises}`}.`
    }
    default:
      return 'Cette commande n’est pas complète : ajoutez --aide pour voir comment elle s’écrit.'
  }
}

/** What an option or an argument takes, in the words of its help: commander writes its choices in English. */
export function describeValeur({
  description,
  argChoices,
  defaultValueDescription,
}: {
  readonly description: string
  readonly argChoices?: readonly string[]
  readonly defaultValueDescription?: string | undefined
}): string {
  const precisions = [
    ...(argChoices === undefined ? [] : [argChoices.join(', ')]),
    ...(defaultValueDescription === undefined ? [] : [`${defaultValueDescription} sinon`]),
  ]
  return precisions.length === 0 ? description : `${description} (${precisions.join(' ; ')})`
}
