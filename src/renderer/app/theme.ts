import {
  Button,
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type MantineThemeOverride,
  type VariantColorsResolver
} from '@mantine/core'

/** Every colour of the window, light and dark; the only place where colours are written. Each becomes the CSS variable `--gr-<name>`. */
export const tokens = {
  light: {
    page: '#FBFCFB',
    surface: '#FFFFFF',
    chrome: '#F3F6F4',
    floating: '#FFFFFF',
    hover: '#EEF2F0',
    border: '#DDE4E0',
    'border-strong': '#C6CFCA',
    'border-control': '#848F89',
    text: '#17201C',
    'text-second': '#46524C',
    'text-dim': '#5F6B65',
    'text-disabled': '#98A39D',
    brand: '#1E7F5C',
    'brand-hover': '#18694C',
    'on-brand': '#FFFFFF',
    selected: '#E2F1EA',
    danger: '#B42318',
    'danger-soft': '#FDECEA',
    'danger-fill': '#B42318',
    'on-danger': '#FFFFFF',
    warning: '#7A4F00',
    'warning-soft': '#FFF1D1',
    info: '#1D5FB8',
    'info-soft': '#E8F1FC',
    better: '#0B6B70',
    worse: '#A43E0B',
    'neutral-soft': '#E3E8E5',
    shadow: 'rgba(20, 32, 27, 0.16)'
  },
  dark: {
    page: '#151917',
    surface: '#1A1F1C',
    chrome: '#121614',
    floating: '#212824',
    hover: '#232A26',
    border: '#2E3632',
    'border-strong': '#434D48',
    'border-control': '#727E77',
    text: '#E6ECE9',
    'text-second': '#B3BEB9',
    'text-dim': '#8F9B95',
    'text-disabled': '#616C66',
    brand: '#4CC38A',
    'brand-hover': '#5FD39B',
    'on-brand': '#04241A',
    selected: '#17352A',
    danger: '#FF8A80',
    'danger-soft': '#3B1E1C',
    'danger-fill': '#C4362B',
    'on-danger': '#FFFFFF',
    warning: '#F0BE55',
    'warning-soft': '#362B12',
    info: '#7CB7FF',
    'info-soft': '#182B42',
    better: '#5FCFD0',
    worse: '#FF9E6B',
    'neutral-soft': '#333C37',
    shadow: 'rgba(0, 0, 0, 0.5)'
  }
} as const

/** Okabe–Ito, the strongest on both grounds first; a version keeps its colour everywhere. `--gr-series-1` … `-8`. */
export const seriesColors = {
  light: ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000', '#B8AB00'],
  dark: ['#56B4E9', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#0072B2', '#C8D0CC', '#F0E442']
} as const

/** Sizes that both style sheets and code need, in pixels. */
export const sizes = {
  radius: 6,
  topBar: 44,
  statusBar: 24,
  sidebar: 216,
  sidebarNarrow: 48,
  collapseBelow: 1100,
  row: { comfortable: 32, compact: 26 },
  header: 30,
  pagePadding: 20,
  cardPadding: 16,
  gap: 12
} as const

const fontFamily = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif'
const fontMono = 'ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace'

const brand: MantineColorsTuple = [
  '#EAF6F0',
  '#D2ECDF',
  '#A6DCC1',
  '#79CFA5',
  '#4CC38A',
  '#37A978',
  '#2A936A',
  '#1E7F5C',
  '#18694C',
  '#11503A'
]
const gray: MantineColorsTuple = [
  '#F8FAF9',
  '#F3F6F4',
  '#EEF2F0',
  '#DDE4E0',
  '#C6CFCA',
  '#98A39D',
  '#5F6B65',
  '#46524C',
  '#2C3531',
  '#17201C'
]
const dark: MantineColorsTuple = [
  '#E6ECE9',
  '#B3BEB9',
  '#8F9B95',
  '#727E77',
  '#3A433E',
  '#2A322E',
  '#212824',
  '#1A1F1C',
  '#151917',
  '#121614'
]

const danger: MantineColorsTuple = [
  '#FDECEA',
  '#FAD4D0',
  '#F2A49D',
  '#E9736A',
  '#C4362B',
  '#C4362B',
  '#BC2C21',
  '#B42318',
  '#9A1D13',
  '#7C170F'
]

const fields = ['Input', 'InputWrapper', 'Select', 'MultiSelect', 'TagsInput', 'Autocomplete', 'NumberInput']
const floating = ['Modal', 'Drawer', 'Popover', 'Menu', 'Tooltip', 'HoverCard', 'Combobox']

/** Filled controls by the tokens: Mantine's automatic contrast looks at the light scheme only. */
const resolveVariant: VariantColorsResolver = (input) => {
  const usual = defaultVariantColorsResolver(input)
  if (input.variant !== 'filled') return usual
  if (input.color === undefined || input.color === 'brand')
    return { ...usual, background: 'var(--gr-brand)', hover: 'var(--gr-brand-hover)', color: 'var(--gr-on-brand)' }
  if (input.color === 'danger') return { ...usual, background: 'var(--gr-danger-fill)', color: 'var(--gr-on-danger)' }
  return usual
}

const headings = {
  fontFamily,
  fontWeight: '600',
  sizes: {
    h1: { fontSize: '20px', lineHeight: '28px' },
    h2: { fontSize: '16px', lineHeight: '24px' },
    h3: { fontSize: '14px', lineHeight: '20px' },
    h4: { fontSize: '13px', lineHeight: '20px' },
    h5: { fontSize: '13px', lineHeight: '20px' },
    h6: { fontSize: '12px', lineHeight: '16px' }
  }
}

/** Mantine's theme out of the tokens. `isStill`: no transition lasts, for reduced motion and for tests. */
export function createGreenroomTheme(isStill: boolean) {
  const transitionProps = { duration: isStill ? 0 : 120, transition: 'fade' } as const
  const small = Object.fromEntries(fields.map((name) => [name, { defaultProps: { size: 'xs' } }]))
  const still = Object.fromEntries(floating.map((name) => [name, { defaultProps: { transitionProps } }]))
  return createTheme({
    fontFamily,
    fontFamilyMonospace: fontMono,
    black: tokens.light.text,
    colors: { brand, gray, dark, danger },
    primaryColor: 'brand',
    primaryShade: { light: 7, dark: 4 },
    autoContrast: true,
    variantColorResolver: resolveVariant,
    respectReducedMotion: true,
    cursorType: 'default',
    defaultRadius: 'md',
    radius: { xs: '3px', sm: '4px', md: `${sizes.radius}px`, lg: '8px', xl: '12px' },
    spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '20px' },
    fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
    lineHeights: { xs: '1.35', sm: '1.45', md: '1.55', lg: '1.4', xl: '1.3' },
    shadows: Object.fromEntries(['xs', 'sm', 'md', 'lg', 'xl'].map((name) => [name, 'var(--gr-shadow-floating)'])),
    headings,
    components: { ...small, ...still, ...listControls(), ...listFloating(transitionProps) }
  })
}

type Components = NonNullable<MantineThemeOverride['components']>

function listControls(): Components {
  return {
    Text: { defaultProps: { size: 'sm' } },
    Button: Button.extend({
      defaultProps: { size: 'xs', fw: 500 },
      // Compact ones keep Mantine's height: they stand in lines of text.
      vars: (_theme, { size }) => ({
        root: String(size).startsWith('compact')
          ? { '--button-fz': '13px' }
          : { '--button-height': '28px', '--button-fz': '13px', '--button-padding-x': '12px' }
      })
    }),
    ActionIcon: { defaultProps: { size: 26, variant: 'subtle', color: 'gray' } },
    Input: {
      defaultProps: { size: 'xs' },
      vars: () => ({ wrapper: { '--input-height': '28px', '--input-fz': '13px' } })
    },
    InputWrapper: {
      defaultProps: { size: 'xs' },
      vars: () => ({
        label: { '--input-label-size': '12px' },
        error: { '--input-error-size': '12px' },
        description: { '--input-description-size': '12px' }
      })
    },
    SegmentedControl: {
      defaultProps: { withItemsBorders: false },
      styles: {
        root: { background: 'var(--gr-neutral-soft)' },
        indicator: { background: 'var(--gr-floating)', boxShadow: '0 0 0 1px var(--gr-border-strong)' },
        label: { fontWeight: 500, paddingInline: '10px' }
      }
    },
    Switch: { defaultProps: { size: 'xs', withThumbIndicator: false }, styles: { label: { fontSize: '13px' } } },
    Checkbox: { defaultProps: { size: 'xs' }, styles: { label: { fontSize: '13px' } } },
    Radio: { defaultProps: { size: 'xs' }, styles: { label: { fontSize: '13px' } } },
    Accordion: { styles: { control: { paddingInline: 0 }, label: { fontSize: '13px', padding: '8px 0' } } },
    Badge: { defaultProps: { radius: 'sm', tt: 'none' } },
    Kbd: { defaultProps: { size: 'xs' } }
  }
}

function listFloating(transitionProps: { readonly duration: number; readonly transition: 'fade' }): Components {
  return {
    Modal: {
      defaultProps: { transitionProps, padding: 'lg', yOffset: '12vh', overlayProps: { backgroundOpacity: 0.35 } },
      styles: {
        header: { background: 'none' },
        title: { fontSize: '16px', lineHeight: '24px', fontWeight: 600 },
        content: { background: 'var(--gr-floating)' }
      }
    },
    Notification: {
      styles: {
        icon: { width: 20, minWidth: 20, height: 20, marginInlineEnd: 8, background: 'none', color: 'var(--notification-color)' }
      }
    },
    // Without the placeholder the first item has the focus, and a menu holds nothing but its items.
    Menu: { defaultProps: { transitionProps, shadow: 'md', width: 220, position: 'bottom-end', withInitialFocusPlaceholder: false } },
    Tooltip: { defaultProps: { transitionProps, openDelay: 400, multiline: true, maw: 420, withArrow: false } }
  }
}

function nameVariables(scheme: 'light' | 'dark'): Record<string, string> {
  const colors = Object.entries(tokens[scheme]).map(([name, value]) => [`--gr-${name}`, value])
  const series = seriesColors[scheme].map((value, index) => [`--gr-series-${index + 1}`, value])
  const t = tokens[scheme]
  return {
    ...Object.fromEntries([...colors, ...series]),
    '--gr-shadow-floating': `0 8px 24px ${t.shadow}, 0 0 0 1px ${t.border}`,
    '--mantine-color-body': t.page,
    '--mantine-color-text': t.text,
    '--mantine-color-dimmed': t['text-dim'],
    '--mantine-color-error': t.danger,
    '--mantine-color-anchor': t.info,
    '--mantine-color-placeholder': t['text-dim'],
    '--mantine-color-default': t.surface,
    '--mantine-color-default-hover': t.hover,
    '--mantine-color-default-color': t.text,
    '--mantine-color-default-border': t['border-control'],
    '--mantine-color-disabled': t['neutral-soft'],
    '--mantine-color-disabled-color': t['text-dim'],
    '--mantine-primary-color-contrast': t['on-brand']
  }
}

/** The tokens as CSS variables of each scheme, and Mantine's own set to them. */
export const resolveVariables: CSSVariablesResolver = () => ({
  variables: {
    '--gr-radius': `${sizes.radius}px`,
    '--gr-font-mono': fontMono,
    '--gr-header-height': `${sizes.header}px`
  },
  light: nameVariables('light'),
  dark: nameVariables('dark')
})
