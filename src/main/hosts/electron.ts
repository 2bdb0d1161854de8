import { readFile } from 'node:fs/promises'
import path from 'node:path'
import {
  app,
  BrowserWindow,
  dialog,
  type IpcMainEvent,
  ipcMain,
  Menu,
  type OpenDialogOptions,
  protocol,
  screen,
  session,
  shell,
  type UtilityProcess,
  utilityProcess,
} from 'electron'
import { resourcePath } from '../resources.ts'
import { contentType, defaultExports, defaultRegistre, ENTETES_SURES, interfaceFile } from './commun.ts'
import { readFenetre, writeFenetre } from './fenetre.ts'
import { menuFrancais } from './menu.ts'
import type { DuService, VersService } from './service.ts'

const ORIGINE = 'app://liasse'
/** Time left to the application's process to close the register, milliseconds. */
const DELAI_FERMETURE = 5_000

/** True for an address of the interface itself. */
export function isOurs(adresse: string): boolean {
  return URL.canParse(adresse) && new URL(adresse).protocol === 'app:' && new URL(adresse).host === 'liasse'
}

async function serveInterface(requete: Request): Promise<Response> {
  const refus = (statut: number) => new Response(null, { status: statut, headers: ENTETES_SURES })
  if (!isOurs(requete.url) || requete.method !== 'GET') return refus(403)
  const fichier = interfaceFile(resourcePath('out', 'renderer'), new URL(requete.url).pathname)
  const type = fichier === null ? null : contentType(fichier)
  if (fichier === null || type === null) return refus(404)
  const contenu = await readFile(fichier).catch(() => null)
  if (contenu === null) return refus(404)
  return new Response(new Uint8Array(contenu), { headers: { ...ENTETES_SURES, 'content-type': type } })
}

/** The one permission of the page: to write in the clipboard what a button copies. */
const COPIER = 'clipboard-sanitized-write'

/** Nothing of the network, no permission but copying, no page but ours. */
function lockSession(): void {
  const s = session.defaultSession
  s.protocol.handle('app', serveInterface)
  s.setPermissionRequestHandler((_contenu, permission, repondre) => repondre(permission === COPIER))
  s.setPermissionCheckHandler((_contenu, permission) => permission === COPIER)
  s.setDevicePermissionHandler(() => false)
  s.webRequest.onBeforeRequest((requete, repondre) =>
    repondre({ cancel: !/^(?:app|blob|data|devtools):/.test(requete.url) }),
  )
}

function lockContents(): void {
  app.on('web-contents-created', (_evenement, contenu) => {
    contenu.setWindowOpenHandler(() => ({ action: 'deny' }))
    contenu.on('will-navigate', (evenement) => {
      if (!isOurs(evenement.url)) evenement.preventDefault()
    })
    contenu.on('will-redirect', (evenement) => {
      if (!isOurs(evenement.url)) evenement.preventDefault()
    })
    contenu.on('will-attach-webview', (evenement) => evenement.preventDefault())
  })
}

function openWindow(): BrowserWindow {
  const dossier = app.getPath('userData')
  const { bornes, agrandie } = readFenetre(
    dossier,
    screen.getAllDisplays().map((e) => e.workArea),
  )
  const fenetre = new BrowserWindow({
    width: 1280,
    height: 800,
    ...bornes,
    minWidth: 900,
    minHeight: 600,
    title: 'Liasse',
    icon: resourcePath('resources', 'icons', 'liasse.png'),
    show: false,
    webPreferences: {
      preload: resourcePath('out', 'preload', 'index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  fenetre.once('ready-to-show', () => {
    if (agrandie) fenetre.maximize()
    fenetre.show()
  })
  fenetre.on('close', () =>
    writeFenetre(dossier, { bornes: fenetre.getNormalBounds(), agrandie: fenetre.isMaximized() }),
  )
  void fenetre.loadURL(`${ORIGINE}/`)
  return fenetre
}

/** The application's process, what it asks of the window, and its end. */
function startService(windowOf: () => BrowserWindow | null): UtilityProcess {
  // Beside this file once built, in the archive of a package: there it finds package.json.
  const service = utilityProcess.fork(path.join(import.meta.dirname, 'service.js'), [], {
    serviceName: 'Liasse (registre)',
  })
  const tell = (message: VersService) => service.postMessage(message)
  service.on('message', async (message: DuService) => {
    if (message.type === 'echec') {
      dialog.showErrorBox('Liasse ne peut pas ouvrir le registre', message.phrase)
      app.quit()
    } else if (message.type === 'choisirDossier') {
      const fenetre = windowOf()
      const options: OpenDialogOptions = {
        title: message.titre,
        properties: ['openDirectory', 'createDirectory'],
      }
      const reponse = await (fenetre === null
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(fenetre, options))
      tell({ type: 'dossierChoisi', demande: message.demande, chemin: reponse.filePaths[0] ?? null })
    } else if (message.type === 'montrer') {
      const erreur = await shell.openPath(message.chemin)
      tell({ type: 'montre', demande: message.demande, erreur: erreur === '' ? null : erreur })
    }
  })
  tell({ type: 'ouvrir', dossierRegistre: defaultRegistre(), dossierExports: defaultExports() })
  return service
}

/** Lets the application close the register, then leaves; a process that does not answer is not waited for long. */
function quitAfter(service: UtilityProcess): void {
  let ferme = false
  const leave = () => {
    ferme = true
    app.quit()
  }
  service.on('exit', () => {
    if (ferme) return
    dialog.showErrorBox(
      'Liasse s’est arrêtée',
      'L’application s’est interrompue. Ce qui était enregistré est intact\u00a0: relancez Liasse.',
    )
    leave()
  })
  service.on('message', (message: DuService) => {
    if (message.type === 'ferme') leave()
  })
  app.on('before-quit', (evenement) => {
    if (ferme) return
    evenement.preventDefault()
    service.postMessage({ type: 'fermer' } satisfies VersService)
    setTimeout(leave, DELAI_FERMETURE).unref()
  })
}

/** Starts the window; a second launch shows the first one. */
export async function startElectron(): Promise<void> {
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
  lockContents()
  let fenetre: BrowserWindow | null = null
  app.on('window-all-closed', () => app.quit())
  app.on('second-instance', () => {
    if (fenetre?.isMinimized()) fenetre.restore()
    fenetre?.focus()
  })
  await app.whenReady()
  lockSession()
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuFrancais(process.platform, () => shell.openPath(defaultRegistre()))),
  )
  const service = startService(() => fenetre)
  quitAfter(service)
  ipcMain.on('liasse:port', (evenement: IpcMainEvent) => {
    const [port] = evenement.ports
    const cadre = evenement.senderFrame
    const attendu = cadre !== null && evenement.sender === fenetre?.webContents && cadre.parent === null
    if (port === undefined) return
    if (!attendu || !isOurs(cadre.url)) port.close()
    else service.postMessage({ type: 'port' } satisfies VersService, [port])
  })
  fenetre = openWindow()
}
