/** Builds the console into static files; in development hands API calls on to a running console. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const CONSOLE = 'http://127.0.0.1:8025';

export default defineConfig({
  root: import.meta.dirname,
  // The console says where it stands (routes/client.ts).
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    // What is bundled, with its licences: they ask to be passed on, and the list of what is shipped needs it.
    license: { fileName: 'licences.json' },
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: { '^/api/': { target: CONSOLE, xfwd: true }, '/healthz': CONSOLE },
  },
});
