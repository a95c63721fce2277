import { SimpleGrid, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { PageHeader } from "@/shared/components/page-header";
import { useMe } from "@/shared/session/me";
import { Devices } from "./devices";
import { PasswordCard } from "./password-card";
import { ProfileForm } from "./profile-form";
import { TelegramCard } from "./telegram-card";

export function ProfilePage() {
  const { t } = useTranslation("accounts");
  const me = useMe();
  return (
    <>
      <PageHeader title={t("profile.title")} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <Stack gap="lg">
          <ProfileForm me={me} />
          <PasswordCard hasPassword={me.has_password} />
        </Stack>
        <Stack gap="lg">
          <Devices />
          <TelegramCard me={me} />
        </Stack>
      </SimpleGrid>
    </>
  );
}
