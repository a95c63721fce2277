import {
  Button,
  Card,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { TextLink } from "@/shared/components/links";
import { RefusalAlert } from "@/shared/components/refusal";
import { UnsavedGuard } from "@/shared/forms/unsaved-guard";
import { type ApiForm, useApiForm } from "@/shared/forms/use-api-form";
import { useRights } from "@/shared/session/me";
import { type Campaign, useCampaignTemplates } from "../queries/campaigns";
import classes from "./campaign-link.module.css";
import type { CampaignValues } from "./campaign-values";
import { useCurrency } from "./use-currency";

interface Props {
  initialValues: CampaignValues;
  save: (values: CampaignValues) => Promise<Campaign>;
  /** What is there now, after somebody else saved; `save` then goes over that. */
  reread?: () => Promise<CampaignValues>;
  onSaved: (campaign: Campaign) => unknown;
  action: string;
  /** Somebody came by the link: it hangs somewhere, and stays. */
  isLinkKept?: boolean;
}

type Form = ApiForm<CampaignValues>["form"];

/** A name, a link, what joining gives, and where it ends. */
export function CampaignForm(props: Props) {
  const { initialValues, save, reread, onSaved, action, isLinkKept } = props;
  const { t } = useTranslation("loyalty");
  const { form, submit, isSaving, refusal } = useApiForm({
    initialValues,
    save,
    reread,
    onSaved: async (campaign) => {
      await onSaved(campaign);
    },
    faults: {
      "loyalty.slug_taken": "slug",
      "loyalty.slug_in_use": "slug",
      "loyalty.codes_limit_below_use": "codes_limit",
    },
  });
  return (
    <form onSubmit={submit}>
      <Stack gap="lg" maw={720}>
        <RefusalAlert problem={refusal} />
        <Card>
          <Stack>
            <TextInput
              label={t("campaign.name")}
              description={t("campaign.nameHint")}
              maxLength={200}
              required
              data-autofocus
              {...form.getInputProps("name")}
            />
            <TextInput
              label={t("campaign.slug")}
              description={t(isLinkKept ? "campaign.slugKept" : "campaign.slugHint")}
              placeholder={t("campaign.slugRandom")}
              leftSection={
                <Text span size="sm" c="dimmed" ff="monospace">
                  ref_
                </Text>
              }
              leftSectionWidth={48}
              disabled={isLinkKept}
              autoCapitalize="none"
              autoComplete="off"
              spellCheck={false}
              classNames={{ input: classes["slug"] }}
              {...form.getInputProps("slug")}
            />
            <Gift form={form} />
          </Stack>
        </Card>
        <Part title={t("campaign.period")}>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              type="date"
              label={t("campaign.startsOn")}
              description={t("campaign.startsHint")}
              {...form.getInputProps("starts_on")}
            />
            <TextInput
              type="date"
              label={t("campaign.endsOn")}
              description={t("campaign.endsHint")}
              {...form.getInputProps("ends_on")}
            />
          </SimpleGrid>
        </Part>
        <Part title={t("campaign.limits")} text={t("campaign.limitsHint")}>
          <Limits form={form} />
        </Part>
        <Group justify="space-between">
          <Switch
            label={t("campaign.active")}
            {...form.getInputProps("is_active", { type: "checkbox" })}
          />
          <Button type="submit" loading={isSaving}>
            {action}
          </Button>
        </Group>
      </Stack>
      <UnsavedGuard isDirty={form.isDirty()} />
    </form>
  );
}

interface PartProps {
  title: string;
  text?: string;
  children: ReactNode;
}

function Part({ title, text, children }: PartProps) {
  return (
    <Card>
      <Title order={2}>{title}</Title>
      <Text size="sm" c="dimmed" mb="md">
        {text}
      </Text>
      {children}
    </Card>
  );
}

/** Only discounts that are given by links: any other would be given for two reasons. */
function Gift({ form }: { form: Form }) {
  const { t } = useTranslation(["loyalty", "shared"]);
  const can = useRights();
  const { data } = useCampaignTemplates();
  const isNone = data?.items.length === 0;
  return (
    <Select
      label={t("campaign.gift")}
      description={t("campaign.giftHint")}
      placeholder={t("campaign.giftNone")}
      data={data?.items.map(({ id, name }) => ({ value: String(id), label: name })) ?? []}
      nothingFoundMessage={t("shared:list.noneFound")}
      inputWrapperOrder={["label", "description", "input", "error"]}
      searchable
      clearable
      {...form.getInputProps("template_id")}
      {...(isNone
        ? {
            description: can("templates:manage") ? (
              <TextLink to="/templates/new" inherit>
                {t("campaign.giftMake")}
              </TextLink>
            ) : (
              t("campaign.giftMissing")
            ),
          }
        : {})}
    />
  );
}

function Limits({ form }: { form: Form }) {
  const { t } = useTranslation("loyalty");
  const symbol = useCurrency();
  const count = { min: 1, allowDecimal: false, thousandSeparator: " " };
  return (
    <SimpleGrid cols={{ base: 1, xs: 3 }}>
      <NumberInput
        label={t("campaign.limitOf.codes")}
        {...count}
        {...form.getInputProps("codes_limit")}
      />
      <NumberInput
        label={t("campaign.limitOf.redemptions")}
        {...count}
        {...form.getInputProps("budget_count")}
      />
      <NumberInput
        label={t("campaign.limitOf.money")}
        min={0}
        decimalScale={2}
        thousandSeparator=" "
        suffix={` ${symbol}`}
        {...form.getInputProps("budget_minor")}
      />
    </SimpleGrid>
  );
}
