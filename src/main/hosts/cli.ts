import { enableCompileCache } from 'node:module'

// Before anything else is loaded: the second command starts twice as fast.
enableCompileCache()
const { main } = await import('./cli/programme.ts')

// `liasse commandes lister | head`: the reader left, there is nobody to tell.
process.stdout.on('error', (erreur: NodeJS.ErrnoException) => process.exit(erreur.code === 'EPIPE' ? 0 : 1))
process.exitCode = await main(process.argv.slice(2))
