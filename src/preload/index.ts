import { contextBridge, ipcRenderer, webUtils } from 'electron'

contextBridge.exposeInMainWorld('liasse', {
  cheminDe: (file: File) => webUtils.getPathForFile(file),
})

// The page makes the channel; one end goes to the application's process and nothing else passes.
window.addEventListener('message', (message) => {
  const [port] = message.ports
  if (message.source !== window || message.data !== 'liasse:port' || port === undefined) return
  ipcRenderer.postMessage('liasse:port', null, [port])
})
