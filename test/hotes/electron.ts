import { EventEmitter } from 'node:events'
import type { MessagePort } from 'node:worker_threads'
import { type DuService, type ParentService, runService, type VersService } from '#main/hosts/service.ts'

/** Stands in for the `electron` module: records what the host asks of it, and runs the real service behind `fork`. */
export const releve = {
  fenetres: [] as FenetreFactice[],
  erreurs: [] as string[],
  menu: [] as unknown[],
  dossierChoisi: null as string | null,
  montres: [] as string[],
  refusMontrer: '',
  donnees: '',
  quitte: false,
  service: '',
}

class AppFactice extends EventEmitter {
  requestSingleInstanceLock = () => true
  whenReady = async () => undefined
  getPath = () => releve.donnees
  exit = () => undefined
  quit(): void {
    const evenement = { empeche: false, preventDefault: () => (evenement.empeche = true) }
    this.emit('before-quit', evenement)
    if (!evenement.empeche) releve.quitte = true
  }
}
export const app = new AppFactice()

class ContenuFactice extends EventEmitter {
  ouvrir: (demande: { url: string }) => unknown = () => undefined
  setWindowOpenHandler(ouvrir: (demande: { url: string }) => unknown): void {
    this.ouvrir = ouvrir
  }
}

export class FenetreFactice extends EventEmitter {
  readonly options: { webPreferences: Record<string, unknown>; width: number }
  readonly webContents = new ContenuFactice()
  adresse = ''
  constructor(options: FenetreFactice['options']) {
    super()
    this.options = options
    releve.fenetres.push(this)
    app.emit('web-contents-created', {}, this.webContents)
  }
  loadURL = async (adresse: string) => {
    this.adresse = adresse
  }
  getNormalBounds = () => ({ x: 10, y: 10, width: 1000, height: 700 })
  isMaximized = () => false
  isMinimized = () => false
  show = () => undefined
  focus = () => undefined
}
export { FenetreFactice as BrowserWindow }

export const dialog = {
  showErrorBox: (titre: string, phrase: string) => releve.erreurs.push(`${titre}: ${phrase}`),
  showOpenDialog: async () => ({ filePaths: releve.dossierChoisi === null ? [] : [releve.dossierChoisi] }),
}
export const ipcMain = new EventEmitter()
export const Menu = {
  buildFromTemplate: (entrees: unknown[]) => entrees,
  setApplicationMenu: (entrees: unknown[]) => releve.menu.push(...entrees),
}
export const protocol = { registerSchemesAsPrivileged: () => undefined }
export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] }
export const shell = {
  openPath: async (chemin: string) => {
    releve.montres.push(chemin)
    return releve.refusMontrer
  },
}

type Repondre = (reponse: unknown) => void
export const session = {
  defaultSession: {
    servir: (_requete: Request): Promise<Response> => Promise.reject(new Error('no protocol')),
    permission: (_contenu: unknown, _nom: string, _repondre: Repondre): void => undefined,
    verifier: (_contenu: unknown, _nom: string): boolean => true,
    requete: (_details: { url: string }, _repondre: Repondre): void => undefined,
    protocol: {
      handle: (_schema: string, servir: (requete: Request) => Promise<Response>) => {
        session.defaultSession.servir = servir
      },
    },
    setPermissionRequestHandler: (f: (c: unknown, n: string, r: Repondre) => void) => {
      session.defaultSession.permission = f
    },
    setPermissionCheckHandler: (f: (c: unknown, n: string) => boolean) => {
      session.defaultSession.verifier = f
    },
    setDevicePermissionHandler: () => undefined,
    webRequest: {
      onBeforeRequest: (f: (d: { url: string }, r: Repondre) => void) => {
        session.defaultSession.requete = f
      },
    },
  },
}

export const utilityProcess = {
  fork(fichier: string) {
    releve.service = fichier
    const processus = new EventEmitter()
    const parent = new EventEmitter()
    const cote: ParentService = {
      on: (evenement, recevoir) => parent.on(evenement, recevoir),
      postMessage: (message: DuService) => processus.emit('message', structuredClone(message)),
    }
    runService(cote)
    return Object.assign(processus, {
      postMessage: (message: VersService, ports: MessagePort[] = []) =>
        parent.emit('message', { data: structuredClone(message), ports }),
    })
  },
}
