import {
  ActionIcon,
  Group,
  SegmentedControl,
  Title,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { IconColumns2, IconMoon, IconSquare, IconSun } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { LANGUAGE_NAMES, LANGUAGES, type Language } from "@/shared/i18n/language";
import { speak } from "@/shared/i18n/labels";
import classes from "./sandbox.module.css";

/** The language, by day or by night, and which windows are open. */
export function PageHeader({
  names,
  active,
  onActivate,
  count,
  onCount,
}: {
  /** Who sits at which window. */
  names: string[];
  active: number;
  onActivate: (number: number) => void;
  count: number;
  /** Absent: there is room for one only. */
  onCount: ((count: number) => void) | undefined;
}) {
  const { t, i18n } = useTranslation(["sandbox", "shared"]);
  return (
    <header className={classes["header"]}>
      <Group gap={10} wrap="nowrap" className={classes["brand"]}>
        <img src="/icon.svg" alt="" width={26} height={26} />
        <Title order={1} size="h3" className={classes["title"]}>
          {t("title")}
        </Title>
      </Group>
      {count > 1 || onCount ? (
        <SegmentedControl
          className={classes["people"]}
          aria-label={t("windows.label")}
          size="xs"
          value={String(active)}
          onChange={(value) => onActivate(Number(value))}
          data={names.map((label, number) => ({ label, value: String(number) }))}
        />
      ) : null}
      <Group gap={4} wrap="nowrap" ml="auto">
        {onCount ? (
          <ActionIcon
            className={classes["count"]}
            aria-label={t(count === 1 ? "windows.two" : "windows.one")}
            title={t(count === 1 ? "windows.two" : "windows.one")}
            onClick={() => onCount(count === 1 ? 2 : 1)}
          >
            {count === 1 ? (
              <IconColumns2 size={18} stroke={1.7} />
            ) : (
              <IconSquare size={18} stroke={1.7} />
            )}
          </ActionIcon>
        ) : null}
        <ThemeSwitch />
        <SegmentedControl
          aria-label={t("shared:language")}
          size="xs"
          value={i18n.language}
          onChange={(language) => void speak(language as Language)}
          data={LANGUAGES.map((value) => ({
            value,
            label: <abbr title={LANGUAGE_NAMES[value]}>{value}</abbr>,
          }))}
        />
      </Group>
    </header>
  );
}

function ThemeSwitch() {
  const { t } = useTranslation("sandbox");
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme("light") === "dark";
  const label = t(isDark ? "theme.light" : "theme.dark");
  return (
    <ActionIcon
      aria-label={label}
      title={label}
      onClick={() => setColorScheme(isDark ? "light" : "dark")}
    >
      {isDark ? <IconSun size={18} stroke={1.7} /> : <IconMoon size={18} stroke={1.7} />}
    </ActionIcon>
  );
}
