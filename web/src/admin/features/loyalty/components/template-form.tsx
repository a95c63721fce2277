import {
  Button,
  Card,
  Checkbox,
  Chip,
  Collapse,
  Fieldset,
  Group,
  Input,
  NumberInput,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { RefusalAlert } from "@/shared/components/refusal";
import { UnsavedGuard } from "@/shared/forms/unsaved-guard";
import { type ApiForm, useApiForm } from "@/shared/forms/use-api-form";
import { EVENTS, KINDS, RECURRENCES } from "../queries/templates";
import type { TemplateValues } from "./template-values";
import { useCurrency } from "./use-currency";
import { weekdayNames } from "./weekday-names";

interface Props {
  initialValues: TemplateValues;
  save: (values: TemplateValues) => Promise<unknown>;
  /** What is there now, after somebody else saved; `save` then goes over that. */
  reread?: () => Promise<TemplateValues>;
  onSaved: () => unknown;
  /** Told at every change, for the preview beside the form. */
  onDraft: (values: TemplateValues) => void;
  action: string;
  isReadOnly?: boolean;
}

type Form = ApiForm<TemplateValues>["form"];

const RARE = ["weekdays", "from_time", "budget_count", "budget_minor", "requires_subscription"];
/** What may be refused there, and must be seen then. */
const FOLDED = [...RARE, "until_time", "alphabet"];

/** What is given, to whom and on which terms. Rare terms wait behind a button. */
export function TemplateForm(props: Props) {
  const { initialValues, onDraft, isReadOnly } = props;
  const { t } = useTranslation("loyalty");
  const { form, submit, isSaving, refusal } = useApiForm({
    initialValues,
    save: props.save,
    reread: props.reread,
    onSaved: props.onSaved,
  });
  useEffect(() => onDraft(form.values), [onDraft, form.values]);
  const hasRare = RARE.some((name) => {
    const value = initialValues[name];
    return Array.isArray(value) ? value.length > 0 : Boolean(value);
  });
  const [isMore, more] = useDisclosure(hasRare);
  const isWide = isMore || FOLDED.some((name) => form.errors[name] !== undefined);
  return (
    <form onSubmit={submit}>
      <Card>
        <Fieldset variant="unstyled" disabled={isReadOnly}>
          <Stack>
            <RefusalAlert problem={refusal} />
            <Offer form={form} />
            <Issue form={form} />
            <Terms form={form} />
            <Group>
              <Button
                variant="subtle"
                color="gray"
                size="compact-sm"
                aria-expanded={isWide}
                onClick={more.toggle}
              >
                {t("template.more")}
              </Button>
            </Group>
            <Collapse expanded={isWide}>
              <Rare form={form} />
            </Collapse>
            <Group justify="space-between">
              <Switch
                label={t("template.active")}
                {...form.getInputProps("is_active", { type: "checkbox" })}
              />
              {isReadOnly ? null : (
                <Button type="submit" loading={isSaving}>
                  {props.action}
                </Button>
              )}
            </Group>
          </Stack>
        </Fieldset>
      </Card>
      <UnsavedGuard isDirty={!isReadOnly && form.isDirty()} />
    </form>
  );
}

function Offer({ form }: { form: Form }) {
  const { t } = useTranslation("loyalty");
  const symbol = useCurrency();
  const { kind } = form.values;
  return (
    <>
      <TextInput
        label={t("template.name")}
        description={t("template.nameHint")}
        maxLength={200}
        required
        {...form.getInputProps("name")}
      />
      <Group align="flex-end">
        <Input.Wrapper label={t("template.kind")}>
          <div>
            <SegmentedControl
              aria-label={t("template.kind")}
              data={KINDS.map((value) => ({ value, label: t(`template.kindOf.${value}`) }))}
              {...form.getInputProps("kind")}
            />
          </div>
        </Input.Wrapper>
        {kind === "gift" ? null : (
          <NumberInput
            label={t(kind === "percent" ? "template.percent" : "template.amount")}
            suffix={kind === "percent" ? " %" : ` ${symbol}`}
            decimalScale={2}
            min={0}
            thousandSeparator=" "
            required
            w={170}
            {...form.getInputProps("value")}
          />
        )}
      </Group>
      <Textarea
        label={t("template.description")}
        autosize
        minRows={2}
        required={kind === "gift"}
        {...form.getInputProps("description")}
      />
    </>
  );
}

function Issue({ form }: { form: Form }) {
  const { t } = useTranslation("loyalty");
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <Select
        label={t("template.event")}
        data={EVENTS.map((value) => ({ value, label: t(`template.eventOf.${value}`) }))}
        allowDeselect={false}
        {...form.getInputProps("event")}
      />
      <Select
        label={t("template.recurrence")}
        data={RECURRENCES.map((value) => ({ value, label: t(`template.recurrenceOf.${value}`) }))}
        allowDeselect={false}
        {...form.getInputProps("recurrence")}
      />
      {form.values.recurrence === "days" ? (
        <NumberInput
          label={t("template.every")}
          min={1}
          allowDecimal={false}
          required
          {...form.getInputProps("every_days")}
          error={form.errors["recurrence.value"] ?? form.errors["recurrence"]}
        />
      ) : null}
      <NumberInput
        label={t("template.duration")}
        min={1}
        allowDecimal={false}
        required
        {...form.getInputProps("duration_days")}
      />
      <NumberInput
        label={t("template.limit")}
        min={1}
        allowDecimal={false}
        required
        {...form.getInputProps("usage_limit")}
      />
    </SimpleGrid>
  );
}

function Terms({ form }: { form: Form }) {
  const { t } = useTranslation("loyalty");
  const symbol = useCurrency();
  const sum = { min: 0, decimalScale: 2, thousandSeparator: " ", suffix: ` ${symbol}` };
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <NumberInput
        label={t("template.minBill")}
        {...sum}
        {...form.getInputProps("min_bill_minor")}
      />
      {form.values.kind === "percent" ? (
        <NumberInput
          label={t("template.maxDiscount")}
          {...sum}
          {...form.getInputProps("max_discount_minor")}
        />
      ) : null}
    </SimpleGrid>
  );
}

function Rare({ form }: { form: Form }) {
  const { t, i18n } = useTranslation("loyalty");
  const symbol = useCurrency();
  return (
    <Stack>
      <Input.Wrapper
        label={t("template.weekdays")}
        description={t("template.weekdaysHint")}
        error={form.errors["weekdays"]}
      >
        <Chip.Group multiple {...form.getInputProps("weekdays")}>
          <Group gap={6} mt={6} role="group" aria-label={t("template.weekdays")}>
            {weekdayNames(i18n.language).map((name, number) => (
              <Chip key={name} value={String(number + 1)} size="sm">
                {name}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </Input.Wrapper>
      <SimpleGrid cols={2}>
        <TextInput type="time" label={t("template.from")} {...form.getInputProps("from_time")} />
        <TextInput type="time" label={t("template.until")} {...form.getInputProps("until_time")} />
        <NumberInput
          label={t("template.budgetCount")}
          min={1}
          allowDecimal={false}
          thousandSeparator=" "
          {...form.getInputProps("budget_count")}
        />
        <NumberInput
          label={t("template.budgetMoney")}
          min={0}
          decimalScale={2}
          thousandSeparator=" "
          suffix={` ${symbol}`}
          {...form.getInputProps("budget_minor")}
        />
      </SimpleGrid>
      <Checkbox
        label={t("template.subscribed")}
        {...form.getInputProps("requires_subscription", { type: "checkbox" })}
      />
      <TextInput label={t("template.alphabet")} {...form.getInputProps("alphabet")} />
    </Stack>
  );
}
