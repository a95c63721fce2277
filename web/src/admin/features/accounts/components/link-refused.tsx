import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "@/shared/components/links";
import { RefusalPage } from "@/shared/components/refusal";

/** A one-time link that is spent, old or mistyped. */
export function LinkRefused({ error }: { error: unknown }) {
  const { t } = useTranslation("accounts");
  return (
    <Stack align="center" gap={0}>
      <RefusalPage error={error} />
      <ButtonLink to="/login" reloadDocument>
        {t("signIn.title")}
      </ButtonLink>
    </Stack>
  );
}
