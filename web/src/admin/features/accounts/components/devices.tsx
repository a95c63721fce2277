import { Badge, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { AskButton } from "@/shared/components/ask-button";
import { RefusalPage } from "@/shared/components/refusal";
import { Section } from "@/shared/components/section";
import { toastWhenDone } from "@/shared/components/toasts";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { useDevices, useEndDevice, useEndOtherDevices } from "../queries/profile";

/** Where one is signed in, and ending what one does not know. */
export function Devices() {
  const { t } = useTranslation("accounts");
  const devices = useDevices();
  const endOthers = useEndOtherDevices();
  if (devices.isError)
    return <RefusalPage error={devices.error} retry={() => void devices.refetch()} />;
  return (
    <Section title={t("device.title")}>
      <Stack>
        <Text size="sm" c="dimmed">
          {t("device.text")}
        </Text>
        {devices.data ? (
          devices.data.map((device) => <Device key={device.id} device={device} />)
        ) : (
          <Skeleton height={56} />
        )}
        {(devices.data?.length ?? 0) > 1 ? (
          <Group>
            <AskButton
              verb={t("device.endAll")}
              title={t("device.endAll")}
              act={() => endOthers.mutateAsync({})}
              done={t("device.ended")}
            >
              {t("device.endAllText")}
            </AskButton>
          </Group>
        ) : null}
      </Stack>
    </Section>
  );
}

function Device({ device }: { device: Schemas["DeviceView"] }) {
  const { t } = useTranslation("accounts");
  const format = useFormat();
  const end = useEndDevice();
  return (
    <Group justify="space-between" wrap="nowrap">
      <div>
        <Group gap="xs">
          <Text size="sm" fw={550}>
            {device.browser}
          </Text>
          {device.is_current ? <Badge>{t("device.current")}</Badge> : null}
        </Group>
        <Text size="xs" c="dimmed">
          {[device.address, t("device.seen", { when: format.ago(device.last_seen_at) })]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </div>
      {device.is_current ? null : (
        <Button
          variant="subtle"
          color="red"
          size="compact-sm"
          aria-label={t("device.endOne", { browser: device.browser })}
          loading={end.isPending}
          onClick={() =>
            toastWhenDone(
              end.mutateAsync({ params: { path: { device_id: device.id } } }),
              t("device.ended"),
            )
          }
        >
          {t("device.end")}
        </Button>
      )}
    </Group>
  );
}
