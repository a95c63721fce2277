import { NumberInput, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { LANGUAGE_NAMES, LANGUAGES } from "@/shared/i18n/language";
import type { Setting, SettingValue } from "../queries/settings";
import { kindOf } from "../rules/sections";
import { useCurrencies, useZones } from "./choices";
import classes from "./setting-field.module.css";

interface Props {
  setting: Setting;
  value: SettingValue;
  onChange: (value: SettingValue) => void;
  error: string | undefined;
  isReadOnly: boolean;
}

const HOURS = new Set(["birthday_hour", "reminder_hour", "digest_hour"]);

/** One setting as a field of the kind it needs, with a sentence of what it does. */
export function SettingField(props: Props) {
  const { setting, value, onChange } = props;
  const kind = kindOf(setting);
  const shared = {
    label: setting.title,
    description: setting.description,
    error: useFault(props),
    disabled: props.isReadOnly,
  };
  const text = typeof value === "string" ? value : "";
  if (setting.key === "timezone") return <ZoneField {...props} shared={shared} />;
  if (setting.key === "currency") return <CurrencyField {...props} shared={shared} />;
  if (setting.key === "default_language") {
    return (
      <Select
        {...shared}
        data={LANGUAGES.map((one) => ({ value: one, label: LANGUAGE_NAMES[one] }))}
        value={text}
        onChange={(chosen) => chosen && onChange(chosen)}
        allowDeselect={false}
        classNames={{ wrapper: classes["middle"] }}
      />
    );
  }
  if (HOURS.has(setting.key)) return <HourField {...props} shared={shared} />;
  if (kind.type === "boolean") {
    return (
      <Switch
        {...shared}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  }
  // What must be below nought is no amount but a number of Telegram's.
  if (kind.type === "integer") {
    return (
      <NumberInput
        {...shared}
        value={typeof value === "number" ? value : ""}
        onChange={(typed) => onChange(typed === "" ? null : Number(typed))}
        allowDecimal={false}
        hideControls={kind.maximum === -1}
        min={kind.minimum}
        max={kind.maximum}
        clampBehavior="none"
        classNames={{ wrapper: kind.maximum === -1 ? classes["middle"] : classes["short"] }}
      />
    );
  }
  if (setting.key === "contacts") {
    return (
      <Textarea
        {...shared}
        autosize
        minRows={2}
        maxRows={8}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value || null)}
      />
    );
  }
  return (
    <TextInput
      {...shared}
      value={text}
      onChange={(event) =>
        onChange(kind.isNullable ? event.currentTarget.value || null : event.currentTarget.value)
      }
      classNames={{ wrapper: classes["long"] }}
    />
  );
}

interface Shared {
  label: string;
  description: string;
  error: string | undefined;
  disabled: boolean;
}

/** The server's words, and between what the value may lie. */
function useFault({ setting, error }: Props): string | undefined {
  const { t } = useTranslation("settings");
  const { minimum, maximum } = kindOf(setting);
  if (!error || minimum === undefined || maximum === undefined) return error;
  return `${error}. ${t("range", { minimum, maximum })}`;
}

function ZoneField({ value, onChange, shared }: Props & { shared: Shared }) {
  const zone = typeof value === "string" ? value : "";
  const zones = useZones(zone);
  return (
    <Select
      {...shared}
      data={zones}
      value={zone}
      onChange={(chosen) => chosen && onChange(chosen)}
      searchable
      allowDeselect={false}
      limit={60}
      classNames={{ wrapper: classes["long"] }}
    />
  );
}

function CurrencyField({ value, onChange, shared }: Props & { shared: Shared }) {
  const currency = typeof value === "string" ? value : "";
  const currencies = useCurrencies(currency);
  return (
    <Select
      {...shared}
      data={currencies}
      value={currency}
      onChange={(chosen) => chosen && onChange(chosen)}
      searchable
      allowDeselect={false}
      limit={60}
      classNames={{ wrapper: classes["long"] }}
    />
  );
}

const NEVER = "never";

function HourField({ setting, value, onChange, shared }: Props & { shared: Shared }) {
  const { t } = useTranslation("settings");
  const hours = Array.from({ length: 24 }, (_, hour) => ({
    value: String(hour),
    label: `${String(hour).padStart(2, "0")}:00`,
  }));
  const never = kindOf(setting).isNullable ? [{ value: NEVER, label: t("never") }] : [];
  return (
    <Select
      {...shared}
      data={[...never, ...hours]}
      value={typeof value === "number" ? String(value) : NEVER}
      onChange={(chosen) => chosen && onChange(chosen === NEVER ? null : Number(chosen))}
      allowDeselect={false}
      classNames={{ wrapper: classes["short"] }}
    />
  );
}
