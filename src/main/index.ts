import { app, dialog } from 'electron'
import { startElectron } from './hosts/electron.ts'

// Not awaited: Electron is ready only once this module has been evaluated.
startElectron().catch((erreur: unknown) => {
  dialog.showErrorBox('Liasse ne peut pas démarrer', String(erreur))
  app.exit(1)
})
