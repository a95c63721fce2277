import {
  ActionIcon,
  Badge,
  Button,
  Card,
  createTheme,
  type DrawerProps,
  type MantineColorsTuple,
  type ModalProps,
  Paper,
  type TableProps,
  type TooltipProps,
} from "@mantine/core";

// Pine needles and warm stone: a courtyard in the morning, not another blue dashboard.
const pine: MantineColorsTuple = [
  "#eef7f3",
  "#dbece4",
  "#b4d9c9",
  "#8ac5ac",
  "#66b393",
  "#4aa382",
  "#2f8a69",
  "#1f7256",
  "#175c46",
  "#0d4433",
];

const stone: MantineColorsTuple = [
  "#faf9f7",
  "#f4f2ee",
  "#e9e6e0",
  "#dcd8d0",
  "#c5c0b6",
  "#99938a",
  "#69645b",
  "#524d46",
  "#3a3632",
  "#24211e",
];

const night: MantineColorsTuple = [
  "#e9e6e1",
  "#c2bdb5",
  "#a8a29a",
  "#7e7971",
  "#45413c",
  "#37332f",
  "#2a2723",
  "#1b1917",
  "#151412",
  "#0e0d0c",
];

// Mantine's own are too pale to be read as text on white.
const brick: MantineColorsTuple = [
  "#fdf0ee",
  "#f9dcd8",
  "#f0b5ae",
  "#e78b81",
  "#e67b6f",
  "#d9503f",
  "#cd4232",
  "#b93628",
  "#9a2c21",
  "#7c2119",
];

const amber: MantineColorsTuple = [
  "#fdf3e7",
  "#f9e3c8",
  "#f1c795",
  "#e8a95e",
  "#e09237",
  "#d98120",
  "#c06f16",
  "#a35c0f",
  "#86490b",
  "#6b3808",
];

const SYSTEM =
  'ui-sans-serif, system-ui, -apple-system, "Segoe UI Variable Text", "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif';

export const theme = createTheme({
  colors: { pine, gray: stone, dark: night, red: brick, orange: amber, yellow: amber },
  primaryColor: "pine",
  primaryShade: { light: 7, dark: 7 },
  black: "#211e1b",
  fontFamily: SYSTEM,
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, monospace',
  headings: {
    fontFamily: SYSTEM,
    fontWeight: "650",
    sizes: {
      h1: { fontSize: "1.625rem", lineHeight: "1.25" },
      h2: { fontSize: "1.125rem", lineHeight: "1.35" },
      h3: { fontSize: "1rem", lineHeight: "1.4" },
    },
  },
  defaultRadius: "md",
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "12px", xl: "20px" },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    ActionIcon: ActionIcon.extend({
      defaultProps: { variant: "subtle", color: "gray", size: "lg" },
    }),
    Badge: Badge.extend({
      defaultProps: { variant: "light", tt: "none", fw: 550, radius: "sm" },
      // Never "Blackli…": what is short enough for a badge is read whole.
      styles: { root: { minWidth: "max-content" } },
    }),
    Button: Button.extend({ defaultProps: { fw: 550 } }),
    Card: Card.extend({ defaultProps: { withBorder: true, radius: "lg", padding: "lg" } }),
    Paper: Paper.extend({ defaultProps: { radius: "lg" } }),
    // By name and not by `extend`: that would load them with the first page, which has none.
    Modal: {
      defaultProps: {
        radius: "lg",
        overlayProps: { backgroundOpacity: 0.35, blur: 2 },
      } satisfies Partial<ModalProps>,
    },
    Drawer: {
      defaultProps: { overlayProps: { backgroundOpacity: 0.35 } } satisfies Partial<DrawerProps>,
    },
    Table: {
      defaultProps: {
        verticalSpacing: "sm",
        horizontalSpacing: "md",
      } satisfies Partial<TableProps>,
    },
    Tooltip: {
      defaultProps: { openDelay: 300, withArrow: true } satisfies Partial<TooltipProps>,
    },
  },
});
