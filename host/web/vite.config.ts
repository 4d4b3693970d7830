import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// `npm run dev` talks to a running host; a build talks to whoever served it.
const host = process.env['KONTOR_URL'] ?? 'http://127.0.0.1:7401';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { '/api': host, '/hooks': host } },
});
