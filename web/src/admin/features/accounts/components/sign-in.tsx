import { SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { TextLink } from "@/shared/components/links";
import { kept } from "@/shared/storage";
import { useBeginSession } from "../queries/sign-in";
import { PasswordSignIn } from "./password-sign-in";
import { TelegramSignIn } from "./telegram-sign-in";

const WAYS = ["email", "telegram"] as const;
type Way = (typeof WAYS)[number];

// Most people always come by the same way.
const LAST_WAY = kept("dvorik.sign-in");

export function SignIn({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("accounts");
  const [way, setWay] = useState<Way>(LAST_WAY.read() === "telegram" ? "telegram" : "email");
  const begin = useBeginSession();
  useDocumentTitle(`${t("signIn.title")} · Dvorik`);
  const enter = (session: Parameters<typeof begin>[0]) => {
    LAST_WAY.write(way);
    begin(session);
    onDone();
  };
  return (
    <Stack gap="lg">
      <Title order={1} ta="center">
        {t("signIn.title")}
      </Title>
      <SegmentedControl
        fullWidth
        aria-label={t("signIn.way")}
        value={way}
        onChange={setWay}
        data={WAYS.map((value) => ({ value, label: t(`signIn.${value}`) }))}
      />
      {way === "email" ? <PasswordSignIn onDone={enter} /> : <TelegramSignIn onDone={enter} />}
      <Text size="sm" c="dimmed" ta="center">
        {t("signIn.noAccount")}{" "}
        <TextLink to="/register" inherit underline="always">
          {t("register.title")}
        </TextLink>
      </Text>
    </Stack>
  );
}
