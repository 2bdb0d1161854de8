import {
  ActionIcon,
  Anchor,
  Button,
  Checkbox,
  type CSSVariablesResolver,
  createTheme,
  Input,
  type MantineColorsTuple,
  Menu,
  Modal,
  Popover,
  Radio,
  SegmentedControl,
  Tabs,
  Tooltip,
} from '@mantine/core'

const encre = Array.from({ length: 10 }, (_, i) => `var(--encre-${i})`) as unknown as MantineColorsTuple

/** Control heights of the tokens: `xs` and `sm` are 28, `md` and above the 32 of a main action or a form field. */
const tall = (size: unknown) => size === 'md' || size === 'lg' || size === 'xl'
const height = (size: unknown) => (tall(size) ? 'var(--h-control-lg)' : 'var(--h-control)')

/** Where the frame lets popovers be drawn. */
export const PORTAILS = 'portails'

export const theme = createTheme({
  colors: { encre },
  primaryColor: 'encre',
  primaryShade: { light: 7, dark: 6 },
  white: 'var(--on-accent)',
  black: 'var(--text)',
  fontFamily: 'var(--font-ui)',
  fontFamilyMonospace: 'var(--font-mono)',
  fontSizes: {
    xs: 'var(--fs-xs)',
    sm: 'var(--fs-sm)',
    md: 'var(--fs-md)',
    lg: 'var(--fs-lg)',
    xl: 'var(--fs-xl)',
  },
  lineHeights: { xs: '1.25', sm: '1.45', md: '1.45', lg: '1.25', xl: '1.25' },
  spacing: {
    xs: 'var(--sp-3)',
    sm: 'var(--sp-4)',
    md: 'var(--sp-5)',
    lg: 'var(--sp-6)',
    xl: 'var(--sp-7)',
  },
  radius: {
    xs: 'var(--r-sm)',
    sm: 'var(--r-sm)',
    md: 'var(--r-md)',
    lg: 'var(--r-lg)',
    xl: 'var(--r-lg)',
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: 'var(--fs-xl)', lineHeight: '1.25' },
      h2: { fontSize: 'var(--fs-md)', lineHeight: '1.25' },
      h3: { fontSize: 'var(--fs-md)', lineHeight: '1.25' },
    },
  },
  components: {
    Button: Button.extend({
      defaultProps: { size: 'sm', variant: 'default' },
      vars: (_theme, props) => ({
        root: {
          '--button-height': height(props.size),
          '--button-padding-x': 'var(--sp-5)',
          '--button-fz': tall(props.size) ? 'var(--fs-md)' : 'var(--fs-sm)',
        },
      }),
      styles: { label: { fontWeight: 'var(--fw-strong)' }, section: { marginInlineEnd: 'var(--sp-3)' } },
    }),
    ActionIcon: ActionIcon.extend({
      defaultProps: { variant: 'default', size: 'sm' },
      vars: (_theme, props) => ({ root: { '--ai-size': height(props.size) } }),
    }),
    Input: Input.extend({
      vars: (_theme, props) => ({
        wrapper: {
          '--input-height': props.size === 'xs' ? 'var(--h-control)' : 'var(--h-control-lg)',
          '--input-fz': props.size === 'xs' ? 'var(--fs-sm)' : 'var(--fs-md)',
        },
      }),
    }),
    Checkbox: Checkbox.extend({
      defaultProps: { size: 'xs' },
      styles: { label: { fontSize: 'var(--fs-md)' } },
    }),
    Radio: Radio.extend({ defaultProps: { size: 'xs' }, styles: { label: { fontSize: 'var(--fs-md)' } } }),
    SegmentedControl: SegmentedControl.extend({
      defaultProps: { size: 'xs', withItemsBorders: false, transitionDuration: 0 },
      vars: () => ({
        root: { '--sc-padding': '0.0625rem 0.625rem', '--sc-font-size': 'var(--fs-sm)' },
      }),
    }),
    Anchor: Anchor.extend({ defaultProps: { underline: 'hover' } }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 300, transitionProps: { duration: 0 }, fz: 'var(--fs-sm)' },
    }),
    Menu: Menu.extend({
      defaultProps: {
        transitionProps: { duration: 0 },
        position: 'bottom-end',
        // A menu holds nothing but its items (ARIA).
        withInitialFocusPlaceholder: false,
      },
    }),
    // Menus, lists and calendars open inside the main landmark, where what opens them is.
    Popover: Popover.extend({ defaultProps: { portalProps: { target: `#${PORTAILS}` } } }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        transitionProps: { duration: 0 },
        overlayProps: { backgroundOpacity: 0.35 },
        closeButtonProps: { 'aria-label': 'Fermer' },
        // The head of a dialog is no banner of the page.
        attributes: { header: { role: 'none' } },
      },
      styles: { title: { fontSize: 'var(--fs-lg)', fontWeight: 'var(--fw-title)' } },
    }),
    Tabs: Tabs.extend({ styles: { tab: { padding: 'var(--sp-4) 0', marginInlineEnd: 'var(--sp-6)' } } }),
  },
})

const roles = {
  '--mantine-color-body': 'var(--bg)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-3)',
  '--mantine-color-placeholder': 'var(--text-3)',
  '--mantine-color-error': 'var(--danger)',
  '--mantine-color-anchor': 'var(--accent-text)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--border-mid)',
  '--mantine-color-encre-filled': 'var(--accent)',
  '--mantine-color-encre-filled-hover': 'var(--accent-hover)',
  '--mantine-color-encre-light': 'var(--accent-bg)',
  '--mantine-color-encre-light-hover': 'var(--accent-bg)',
  '--mantine-color-encre-light-color': 'var(--accent-text)',
  '--mantine-color-encre-outline': 'var(--accent-text)',
  '--mantine-color-encre-text': 'var(--accent-text)',
}

/** Mantine's roles said with the tokens, the same in both themes: the tokens themselves change. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: roles,
  dark: roles,
})
