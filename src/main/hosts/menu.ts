/** One entry of a menu, in Electron's words: a system role or an action. */
export interface EntreeMenu {
  readonly label?: string
  readonly role?:
    | 'about'
    | 'hide'
    | 'hideOthers'
    | 'unhide'
    | 'quit'
    | 'close'
    | 'minimize'
    | 'zoom'
    | 'undo'
    | 'redo'
    | 'cut'
    | 'copy'
    | 'paste'
    | 'selectAll'
    | 'resetZoom'
    | 'zoomIn'
    | 'zoomOut'
    | 'togglefullscreen'
  readonly type?: 'separator'
  readonly click?: () => void
  readonly submenu?: EntreeMenu[]
}

const trait: EntreeMenu = { type: 'separator' }

/** The menu bar in French. `ouvrirRegistre` shows the folder of the register. */
export function menuFrancais(plateforme: NodeJS.Platform, ouvrirRegistre: () => void): EntreeMenu[] {
  const quitter: EntreeMenu = { role: 'quit', label: 'Quitter Liasse' }
  const registre: EntreeMenu = { label: 'Ouvrir le dossier du registre', click: ouvrirRegistre }
  const edition: EntreeMenu = {
    label: 'Édition',
    submenu: [
      { role: 'undo', label: 'Annuler' },
      { role: 'redo', label: 'Rétablir' },
      trait,
      { role: 'cut', label: 'Couper' },
      { role: 'copy', label: 'Copier' },
      { role: 'paste', label: 'Coller' },
      { role: 'selectAll', label: 'Tout sélectionner' },
    ],
  }
  const affichage: EntreeMenu = {
    label: 'Affichage',
    submenu: [
      { role: 'resetZoom', label: 'Taille réelle' },
      { role: 'zoomIn', label: 'Agrandir' },
      { role: 'zoomOut', label: 'Réduire' },
      trait,
      { role: 'togglefullscreen', label: 'Plein écran' },
    ],
  }
  const fenetre: EntreeMenu = {
    label: 'Fenêtre',
    submenu: [
      { role: 'minimize', label: 'Placer dans la barre des tâches' },
      { role: 'close', label: 'Fermer' },
    ],
  }
  if (plateforme !== 'darwin')
    return [{ label: 'Fichier', submenu: [registre, trait, quitter] }, edition, affichage, fenetre]
  const liasse: EntreeMenu = {
    label: 'Liasse',
    submenu: [
      { role: 'about', label: 'À propos de Liasse' },
      trait,
      { role: 'hide', label: 'Masquer Liasse' },
      { role: 'hideOthers', label: 'Masquer les autres' },
      { role: 'unhide', label: 'Tout afficher' },
      trait,
      quitter,
    ],
  }
  return [liasse, { label: 'Fichier', submenu: [registre] }, edition, affichage, fenetre]
}
