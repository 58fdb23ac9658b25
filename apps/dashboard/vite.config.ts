import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const gateway = process.env['GATEWAY'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  root: here('.'),
  base: '/',
  // The gateway puts a nonce of its own in the place of this word, in every answer.
  html: { cspNonce: '__CSP_NONCE__' },
  resolve: { alias: { '@countersign/client': here('../../libs/client/src/index.ts') } },
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: here('../../dist/dashboard'),
    emptyOutDir: true,
    target: 'es2022',
    // Fonts and pictures are files: a policy need not allow data: addresses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Of thousands of icons only those that are named are read.
      experimental: { lazyBarrel: true },
      // "use client" says something to servers that render; there is none here.
      onLog: (level, log, print) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') print(level, log);
      },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(['/v1', '/session', '/livez', '/readyz'].map((path) => [path, gateway])),
  },
});
