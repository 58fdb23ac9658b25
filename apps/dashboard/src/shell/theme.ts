import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** The product's own blue: readable on white from the seventh shade on, and under white from the sixth. */
const ink: MantineColorsTuple = [
  '#eaf4fb',
  '#d5e6f2',
  '#a9cce4',
  '#7ab0d6',
  '#5598ca',
  '#3d87c0',
  '#2a76b0',
  '#1f6298',
  '#1a5280',
  '#123f64',
];

/** Greys of the dark scheme, towards the same blue. */
const dark: MantineColorsTuple = [
  '#e6ecf2',
  '#c3ced8',
  '#a4b1bd',
  '#7b8a98',
  '#4a5866',
  '#26323e',
  '#1d2731',
  '#161e26',
  '#121920',
  '#0f151b',
];

export const theme = createTheme({
  colors: { ink, dark },
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 7 },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, monospace",
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: { fontWeight: '650' },
  components: {
    // The page is held still by theme.css: the other way needs styles that a policy refuses.
    Modal: { defaultProps: { lockScroll: false } },
    // The page has one banner, and it is not the head of a dialog.
    ModalHeader: { defaultProps: { role: 'presentation' } },
  },
});

const OWN = {
  '--mantine-color-body': 'var(--page)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--muted)',
  '--mantine-color-placeholder': 'var(--muted)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--surface-2)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-anchor': 'var(--link)',
  '--mantine-color-error': 'var(--red)',
  '--mantine-color-disabled': 'var(--surface-3)',
  '--mantine-color-disabled-color': 'var(--muted)',
};

/** The colours of theme.css in the place of Mantine's, which it sets outside of every layer and some of which are too pale to read. */
export const ownColors: CSSVariablesResolver = () => ({ variables: {}, light: OWN, dark: OWN });

/** The word that a gateway puts into its pages and its policy: styles made by scripts carry it. */
export const styleNonce = (): string =>
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
