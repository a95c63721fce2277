import { Badge, Button, Card, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { Confirm } from "@/shared/components/confirm";
import { RefusalPage } from "@/shared/components/refusal";
import { toastDone, toastWhenDone } from "@/shared/components/toasts";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { useDevices, useEndDevice, useEndOtherDevices } from "../queries/profile";

/** Where one is signed in, and ending what one does not know. */
export function Devices() {
  const { t } = useTranslation("accounts");
  const devices = useDevices();
  const endOthers = useEndOtherDevices();
  const [isAsking, ask] = useDisclosure();
  const endAll = () =>
    endOthers.mutate({}, { onSuccess: () => toastDone(t("device.ended")), onSettled: ask.close });
  if (devices.isError)
    return <RefusalPage error={devices.error} retry={() => void devices.refetch()} />;
  return (
    <Card component="section" aria-labelledby="profile-devices">
      <Stack>
        <Title order={2} id="profile-devices">
          {t("device.title")}
        </Title>
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
            <Button variant="default" onClick={ask.open}>
              {t("device.endAll")}
            </Button>
          </Group>
        ) : null}
      </Stack>
      <Confirm
        opened={isAsking}
        title={t("device.endAll")}
        confirm={t("device.endAll")}
        isBusy={endOthers.isPending}
        onConfirm={endAll}
        onClose={ask.close}
      >
        {t("device.endAllText")}
      </Confirm>
    </Card>
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
