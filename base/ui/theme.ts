import {
  createTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type MantineThemeOverride,
} from '@mantine/core';

const harbour: MantineColorsTuple = [
  '#eaf4f6', '#d6e6ea', '#aacdd5', '#7ab2bf', '#529bac',
  '#368ca0', '#23798e', '#14687c', '#0b5768', '#044452',
];

// Cool greys in place of Mantine's neutral ones, so that inputs fit the panels.
const dark: MantineColorsTuple = [
  '#d5d9dd', '#b9bfc6', '#949ca5', '#6b747d', '#464f58',
  '#343c44', '#262d34', '#1c2126', '#14181c', '#0e1114',
];

const family =
  "'Inter Variable', Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif";

export const theme: MantineThemeOverride = createTheme({
  primaryColor: 'harbour',
  primaryShade: { light: 7, dark: 6 },
  colors: { harbour, dark },
  fontFamily: family,
  headings: {
    fontFamily: family,
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  defaultRadius: 'sm',
  radius: { sm: '6px', md: '10px' },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
});

// Mantine's own greys and light variants stay below 4.5:1 on their ground;
// these reach it in both schemes.
const lightText: Record<string, string> = {
  gray: '#3d444b', harbour: '#0b5768', green: '#1d6b2d', red: '#a61e1e',
  orange: '#8f3d04', yellow: '#74500a', blue: '#174f87',
};
const darkText: Record<string, string> = {
  gray: '#c9cdd2', harbour: '#8fc4d0', green: '#8ce99a', red: '#ffb3b3',
  orange: '#ffc078', yellow: '#ffe066', blue: '#a5d8ff',
};

function lightColors(texts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([color, text]) => [`--mantine-color-${color}-light-color`, text]),
  );
}

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...lightColors(lightText),
    '--mantine-color-dimmed': '#5a636c',
    '--mantine-color-placeholder': '#6b747d',
    '--mantine-color-error': '#b42318',
    '--kontor-ground': '#f5f6f8',
    '--kontor-panel': '#ffffff',
    '--kontor-line': '#e3e6ea',
    '--kontor-hover': '#eff2f4',
  },
  dark: {
    ...lightColors(darkText),
    '--mantine-color-body': '#14181c',
    '--mantine-color-dimmed': '#a3abb4',
    '--mantine-color-placeholder': '#949ca5',
    '--mantine-color-error': '#ff9d94',
    '--mantine-color-anchor': '#8fc4d0',
    '--kontor-ground': '#14181c',
    '--kontor-panel': '#1c2126',
    '--kontor-line': '#2d343b',
    '--kontor-hover': '#252b32',
  },
});
