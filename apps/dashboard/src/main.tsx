import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '@mantine/core/styles.layer.css';
import { queryClient } from './data/query-client.ts';
import { router } from './routes.tsx';
import { forgetOldDrafts } from './shell/drafts.ts';
import { listenForKeys } from './shell/keys.ts';
import { ownColors, styleNonce, theme } from './shell/theme.ts';
import './shell/theme.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

listenForKeys();
forgetOldDrafts();

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      cssVariablesResolver={ownColors}
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
