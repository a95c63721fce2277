import {
  Avatar,
  Menu,
  Text,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from "@mantine/core";
import { IconLogout, IconUser } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { LANGUAGE_NAMES, LANGUAGES, type Language } from "@/shared/i18n/language";
import { speak } from "@/shared/i18n/labels";
import { signOut, useMe } from "@/shared/session/me";

const THEMES = ["light", "dark", "auto"] as const;
type Scheme = (typeof THEMES)[number];

/** Who is signed in, how they like to read, and the way out. */
export function AccountMenu() {
  const { t, i18n } = useTranslation(["shell", "shared"]);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const me = useMe();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const leave = async () => {
    await signOut(queryClient);
    await navigate({ to: "/login" });
  };
  return (
    <Menu position="bottom-end" width={230} shadow="md">
      <Menu.Target>
        <UnstyledButton>
          <Avatar name={`${me.first_name} ${me.last_name}`} color="pine" radius="xl" size={34} />
          <VisuallyHidden>{t("account")}</VisuallyHidden>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconUser size={16} stroke={1.7} />}
          onClick={() => void navigate({ to: "/profile" })}
        >
          {`${me.first_name} ${me.last_name}`.trim()}
          <Text size="xs" c="dimmed" truncate>
            {me.email ?? me.telegram_username}
          </Text>
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t("theme.label")}</Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(scheme) => setColorScheme(scheme as Scheme)}
        >
          {THEMES.map((scheme) => (
            <Menu.RadioItem key={scheme} value={scheme} closeMenuOnClick={false}>
              {t(`theme.${scheme}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Label>{t("shared:language")}</Menu.Label>
        <Menu.RadioGroup
          value={i18n.language}
          onChange={(language) => void speak(language as Language)}
        >
          {LANGUAGES.map((language) => (
            <Menu.RadioItem key={language} value={language} closeMenuOnClick={false}>
              {LANGUAGE_NAMES[language]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.7} />} onClick={() => void leave()}>
          {t("signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
