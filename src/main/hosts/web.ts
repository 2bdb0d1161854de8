import { randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { RPCHandler } from '@orpc/server/node'
import type { StandardHandleResult } from '@orpc/server/standard'
import open from 'open'
import type { Application, OptionsApplication } from '../app.ts'
import { openScene } from '../demo/scene.ts'
import { sentenceOf } from '../refus.ts'
import { resourcePath } from '../resources.ts'
import {
  contentType,
  defaultExports,
  ENTETES_SURES,
  hasScreen,
  interfaceFile,
  onFault,
  openOutside,
} from './commun.ts'
import { openTeleversements, TAILLE_MAX, TropGros } from './televersement.ts'

export interface OptionsWeb extends Pick<OptionsApplication, 'dossierRegistre' | 'horloge'> {
  /** Port on 127.0.0.1; 0 or absent: a free one. */
  readonly port?: number
  /** Folder of the built interface; `out/renderer` when absent. */
  readonly interfaceDir?: string
  /** Largest file accepted from the page, bytes. */
  readonly tailleMax?: number
  /** Opens a path outside of the browser; the machine's own way when absent, nothing without a screen. */
  readonly montrer?: (chemin: string) => Promise<unknown>
}

export interface HoteWeb {
  /** To be opened once, within the launch: it carries the single-use token. */
  readonly adresse: string
  readonly origine: string
  /** A new single-use address, when the first one was used. */
  nouvelleAdresse(): string
  fermer(): Promise<void>
}

/** Sent by the page with every call: a form or an image of another site cannot send it. */
export const ENTETE_APPEL = 'x-liasse'

const secret = () => randomBytes(32).toString('base64url')

function same(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)]
  return x.length === y.length && timingSafeEqual(x, y)
}

function cookieOf(requete: IncomingMessage, nom: string): string {
  for (const morceau of (requete.headers.cookie ?? '').split(';')) {
    const [cle, ...reste] = morceau.trim().split('=')
    if (cle === nom) return reste.join('=')
  }
  return ''
}

function explainReception(erreur: unknown, nom: string): string | null {
  if (erreur instanceof TropGros) return `Le fichier « ${nom} » est trop gros.`
  return sentenceOf(erreur)
}

function refuse(reponse: ServerResponse, statut: number, phrase: string): void {
  if (reponse.headersSent || reponse.destroyed) {
    reponse.destroy()
    return
  }
  reponse.writeHead(statut, {
    ...ENTETES_SURES,
    'content-type': 'text/plain; charset=utf-8',
    connection: 'close',
  })
  reponse.end(phrase)
}

/**
 * A file answered by an operation travels in a form. Node's own stream of a form throws outside any promise when the
 * page leaves before its end, and takes the process with it: the form is written here first, then sent as bytes.
 */
async function writeForm(options: { next(): Promise<StandardHandleResult> }): Promise<StandardHandleResult> {
  const resultat = await options.next()
  if (!resultat.matched || !(resultat.response.body instanceof FormData)) return resultat
  const forme = new Response(resultat.response.body)
  const octets = new Uint8Array(await forme.arrayBuffer())
  const corps = new ReadableStream({
    pull(controle) {
      controle.enqueue(octets)
      controle.close()
    },
  })
  const headers = { ...resultat.response.headers, 'content-type': forme.headers.get('content-type') ?? '' }
  return { ...resultat, response: { ...resultat.response, headers, body: corps } }
}

const ADRESSE_UTILISEE =
  'Cette adresse de Liasse a déjà servi, ou n’est plus la bonne. Relancez Liasse pour en obtenir une nouvelle.'

/**
 * Serves the application to a browser of this machine: 127.0.0.1 only, one token per launch exchanged once for a
 * cookie, foreign Host and Origin refused. Closing releases the register and deletes the files received.
 */
export async function startWeb(options: OptionsWeb): Promise<HoteWeb> {
  const televersements = await openTeleversements(options.tailleMax ?? TAILLE_MAX)
  const montrer = options.montrer ?? (hasScreen() ? open : null)
  const scene = await openScene({
    dossierRegistre: options.dossierRegistre,
    ...(options.horloge && { horloge: options.horloge }),
    hote: {
      nom: 'web',
      dossierExports: defaultExports(),
      ...(montrer !== null && openOutside(televersements, montrer)),
    },
  }).catch(async (erreur: unknown) => {
    await televersements.fermer()
    throw erreur
  })
  const racine = options.interfaceDir ?? resourcePath('out', 'renderer')
  const serve = (application: Application) => ({
    application,
    rpc: new RPCHandler(application.router, { interceptors: [onFault], rootInterceptors: [writeForm] }),
  })
  let service = serve(scene.courante())
  const session = secret()
  const jetons = new Set<string>()
  let origine = ''
  let nomCookie = ''

  function nouvelleAdresse(): string {
    const jeton = secret()
    jetons.add(jeton)
    return `${origine}/?jeton=${jeton}`
  }

  /** Exchanges the token of the address for the cookie of the session. */
  function entrer(jeton: string, reponse: ServerResponse): void {
    const connu = [...jetons].find((j) => same(j, jeton))
    if (connu === undefined) {
      refuse(reponse, 403, ADRESSE_UTILISEE)
      return
    }
    jetons.delete(connu)
    reponse.writeHead(303, {
      ...ENTETES_SURES,
      location: '/',
      'set-cookie': `${nomCookie}=${session}; HttpOnly; SameSite=Strict; Path=/`,
      'cache-control': 'no-store',
    })
    reponse.end()
  }

  async function recevoir(url: URL, requete: IncomingMessage, reponse: ServerResponse): Promise<void> {
    const nom = url.searchParams.get('nom') ?? ''
    try {
      const chemin = await televersements.recevoir(nom, requete)
      reponse.writeHead(200, { ...ENTETES_SURES, 'content-type': 'application/json; charset=utf-8' })
      reponse.end(JSON.stringify({ chemin }))
    } catch (erreur) {
      const phrase = explainReception(erreur, nom)
      if (phrase === null) throw erreur
      // The browser reads the answer only once it has sent everything.
      requete.resume()
      if (!requete.readableEnded) await once(requete, 'end')
      refuse(reponse, erreur instanceof TropGros ? 413 : 507, phrase)
    }
  }

  async function servir(url: URL, reponse: ServerResponse): Promise<void> {
    const fichier = interfaceFile(racine, url.pathname)
    const type = fichier === null ? null : contentType(fichier)
    const taille =
      fichier === null
        ? null
        : await stat(fichier).then(
            (s) => (s.isFile() ? s.size : null),
            () => null,
          )
    if (fichier === null || type === null || taille === null) return refuse(reponse, 404, 'Page introuvable.')
    const durable = url.pathname.startsWith('/assets/')
    reponse.writeHead(200, {
      ...ENTETES_SURES,
      'content-type': type,
      'content-length': taille,
      'cache-control': durable ? 'private, max-age=31536000, immutable' : 'no-store',
    })
    await pipeline(createReadStream(fichier), reponse)
  }

  async function traiter(requete: IncomingMessage, reponse: ServerResponse): Promise<void> {
    if (requete.headers.host !== origine.slice('http://'.length))
      return refuse(reponse, 421, 'Liasse ne répond qu’à son adresse locale.')
    if (requete.headers.origin !== undefined && requete.headers.origin !== origine)
      return refuse(reponse, 403, 'Appel refusé : il vient d’un autre site.')
    const url = new URL(requete.url ?? '/', origine)
    const jeton = url.searchParams.get('jeton')
    if (requete.method === 'GET' && url.pathname === '/' && jeton !== null) return entrer(jeton, reponse)
    if (!same(cookieOf(requete, nomCookie), session)) return refuse(reponse, 401, ADRESSE_UTILISEE)
    if (requete.method === 'GET') return servir(url, reponse)
    if (requete.method !== 'POST') return refuse(reponse, 405, 'Méthode refusée.')
    if (requete.headers.origin !== origine || requete.headers[ENTETE_APPEL] !== '1')
      return refuse(reponse, 403, 'Appel refusé : il ne vient pas de l’interface de Liasse.')
    if (url.pathname === '/televersement') return recevoir(url, requete, reponse)
    if (service.application !== scene.courante()) service = serve(scene.courante())
    const { matched } = await service.rpc.handle(requete, reponse, { prefix: '/rpc' })
    if (!matched) refuse(reponse, 404, 'Opération inconnue.')
  }

  const serveur = createServer((requete, reponse) => {
    traiter(requete, reponse).catch((erreur: NodeJS.ErrnoException) => {
      // The page left before the end: nobody to answer.
      if (erreur.code === 'ERR_STREAM_PREMATURE_CLOSE' || erreur.code === 'ECONNRESET')
        return reponse.destroy()
      return refuse(reponse, 500, 'Liasse a rencontré une erreur inattendue.')
    })
  })
  // An import or a batch may last as long as it must.
  serveur.requestTimeout = 0
  await new Promise<void>((pret, echec) => {
    serveur.once('error', echec)
    serveur.listen(options.port ?? 0, '127.0.0.1', pret)
  })
  const { port } = serveur.address() as AddressInfo
  origine = `http://127.0.0.1:${port}`
  // Cookies ignore ports: two launches must not overwrite each other's.
  nomCookie = `liasse-${port}`
  return {
    adresse: nouvelleAdresse(),
    origine,
    nouvelleAdresse,
    async fermer() {
      serveur.closeAllConnections()
      await new Promise((fini) => serveur.close(fini))
      await televersements.fermer()
      await scene.fermer()
    },
  }
}
