import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { PERIODS, USUAL_PERIOD } from "../queries/cashiers";

interface Props {
  value: (typeof PERIODS)[number] | undefined;
  onChange: (period: (typeof PERIODS)[number]) => void;
}

export function PeriodChoice({ value, onChange }: Props) {
  const { t } = useTranslation("loyalty");
  return (
    <Select
      aria-label={t("period.label")}
      data={PERIODS.map((one) => ({ value: one, label: t(`period.${one}`) }))}
      value={value ?? USUAL_PERIOD}
      onChange={(period) => onChange(period ?? USUAL_PERIOD)}
      allowDeselect={false}
      w={170}
    />
  );
}
