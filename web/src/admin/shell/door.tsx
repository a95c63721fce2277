import {
  ActionIcon,
  Center,
  Group,
  Menu,
  Paper,
  Stack,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { IconLanguage, IconMoon, IconSun } from "@tabler/icons-react";
import { Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { LANGUAGE_NAMES, LANGUAGES } from "@/shared/i18n/language";
import { speak } from "@/shared/i18n/labels";
import { Brand } from "./brand";
import classes from "./door.module.css";

/** The frame of signing in: one card, the language, day or night. */
export function Door() {
  return (
    <div className={classes["yard"]}>
      <Group className={classes["corner"]} gap={4}>
        <LanguageMenu />
        <NightSwitch />
      </Group>
      <Center component="main" className={classes["center"]}>
        <Stack w="100%" maw={420} gap="lg">
          <Group justify="center">
            <Brand size={44} />
          </Group>
          <Paper withBorder className={classes["card"]}>
            <Outlet />
          </Paper>
        </Stack>
      </Center>
    </div>
  );
}

function LanguageMenu() {
  const { t, i18n } = useTranslation(["shell", "shared"]);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t("shared:language")}>
          <IconLanguage size={19} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {LANGUAGES.map((language) => (
          <Menu.Item
            key={language}
            onClick={() => void speak(language)}
            fw={language === i18n.language ? 650 : undefined}
          >
            {LANGUAGE_NAMES[language]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function NightSwitch() {
  const { t } = useTranslation("shell");
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme("light") === "dark";
  const Sign = isDark ? IconSun : IconMoon;
  return (
    <ActionIcon
      aria-label={t(isDark ? "theme.light" : "theme.dark")}
      onClick={() => setColorScheme(isDark ? "light" : "dark")}
    >
      <Sign size={19} stroke={1.7} />
    </ActionIcon>
  );
}
