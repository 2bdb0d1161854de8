import { readdirSync } from 'node:fs'
import path from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const at = (...segments: string[]) => path.join(import.meta.dirname, ...segments)

const workers = Object.fromEntries(
  readdirSync(at('src/main/workers')).map((f) => [
    `workers/${path.parse(f).name}`,
    at('src/main/workers', f),
  ]),
)

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      // Every entry and chunk lies in out/main itself: `import.meta.dirname` means one folder everywhere.
      rolldownOptions: {
        input: {
          index: at('src/main/index.ts'),
          service: at('src/main/hosts/service.ts'),
          cli: at('src/main/hosts/cli.ts'),
          ...workers,
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rolldownOptions: {
        input: { index: at('src/preload/index.ts') },
        // A sandboxed preload is CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src/renderer'),
    // Both hosts serve the interface from the root of an origin; its screens have addresses of their own.
    base: '/',
    plugins: [react()],
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      // The content security policy refuses data: scripts and fonts.
      assetsInlineLimit: 0,
      rolldownOptions: { input: at('src/renderer/index.html') },
    },
  },
})
