import { Badge, Button, Card, Group, Stack, Tabs, Text as Words } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { AskButton } from "@/shared/components/ask-button";
import { BackLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { PagePending } from "@/shared/components/page-pending";
import { RefusalAlert, RefusalPage } from "@/shared/components/refusal";
import { toastDone } from "@/shared/components/toasts";
import { useFormat } from "@/shared/i18n/format";
import { currentLanguage, type Language, LANGUAGE_NAMES, LANGUAGES } from "@/shared/i18n/language";
import { useRights } from "@/shared/session/me";
import { textQuery } from "../queries/texts";
import { groupOf, type Text, type Wording, wordingIn } from "../rules/wording";
import classes from "./composer.module.css";
import { Overtaken } from "./overtaken";
import { useWordings } from "./use-wordings";
import { WordingEditor } from "./wording-editor";
import { WordingDifference, WordingPreview } from "./wording-preview";

interface Props {
  textKey: string;
  language: Language | undefined;
  onLanguage: (language: Language) => void;
}

export function TextPage({ textKey, language, onLanguage }: Props) {
  const { i18n } = useTranslation("messaging");
  const { data, error, refetch } = useQuery(textQuery(textKey, i18n.language));
  if (error) return <RefusalPage error={error} retry={() => void refetch()} />;
  if (!data) return <PagePending />;
  return <EditText text={data} language={language ?? currentLanguage()} onLanguage={onLanguage} />;
}

interface EditProps {
  text: Text;
  language: Language;
  onLanguage: (language: Language) => void;
}

function EditText({ text, language, onLanguage }: EditProps) {
  const { t } = useTranslation(["messaging", "shared"]);
  const can = useRights();
  const isReadOnly = !can("texts:edit");
  const wordings = useWordings({
    text,
    onRefused: (refused) => {
      const [first] = refused;
      if (first && !refused.includes(language)) onLanguage(first);
    },
  });
  const wording = wordingIn(text, language);
  const value = wordings.valueIn(language);
  const save = () =>
    wordings.save().then(
      () => toastDone(t("wording.saved")),
      () => undefined,
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      noValidate
    >
      <PageHeader title={text.description} back={<Back text={text} />}>
        {wordings.isChanged ? (
          <Button variant="subtle" color="gray" onClick={wordings.discard}>
            {t("composer.discard")}
          </Button>
        ) : null}
        {isReadOnly ? null : (
          <Button
            type="submit"
            disabled={!wordings.isChanged || wordings.overtaken.length > 0}
            loading={wordings.isSaving}
          >
            {t("shared:action.save")}
          </Button>
        )}
      </PageHeader>
      <div className={classes["sides"]}>
        <Stack>
          <RefusalAlert problem={wordings.refusal} />
          <Card>
            <Tabs
              value={language}
              onChange={(chosen) => {
                const found = LANGUAGES.find((one) => one === chosen);
                if (found) onLanguage(found);
              }}
            >
              <Tabs.List mb="md">
                {LANGUAGES.map((one) => (
                  <Tabs.Tab
                    key={one}
                    value={one}
                    rightSection={
                      <Mark
                        isUnsaved={wordings.isUnsaved(one)}
                        isRefused={wordings.faults[one] !== undefined}
                        isOvertaken={wordings.overtaken.includes(one)}
                        isChanged={wordingIn(text, one).is_changed}
                      />
                    }
                  >
                    {LANGUAGE_NAMES[one]}
                  </Tabs.Tab>
                ))}
              </Tabs.List>
              <Tabs.Panel value={language}>
                {wordings.overtaken.includes(language) ? (
                  <Overtaken
                    saved={wording.text}
                    onTake={() => wordings.drop(language)}
                    onInsist={() => wordings.insist(language)}
                  />
                ) : null}
                <WordingEditor
                  text={text}
                  language={language}
                  value={value}
                  onChange={(typed) => wordings.change(language, typed)}
                  error={wordings.faults[language]}
                  isReadOnly={isReadOnly}
                />
              </Tabs.Panel>
            </Tabs>
            <Group justify="space-between" mt="md" gap="xs" mih={30}>
              <State wording={wording} isUnsaved={wordings.isUnsaved(language)} />
              {wording.is_changed && !isReadOnly ? (
                <AskButton
                  verb={t("wording.reset")}
                  title={t("wording.resetTitle")}
                  confirm={t("wording.resetConfirm")}
                  variant="subtle"
                  color="gray"
                  size="compact-sm"
                  isDangerous
                  act={() => wordings.reset(language)}
                  done={t("wording.resetDone")}
                >
                  {t("wording.resetText", { language: LANGUAGE_NAMES[language] })}
                </AskButton>
              ) : null}
            </Group>
          </Card>
        </Stack>
        <Stack className={classes["aside"]}>
          <WordingPreview text={text} language={language} value={value} />
          {value === wording.default ? null : (
            <WordingDifference before={wording.default} after={value} />
          )}
        </Stack>
      </div>
    </form>
  );
}

interface MarkProps {
  isUnsaved: boolean;
  isRefused: boolean;
  isOvertaken: boolean;
  isChanged: boolean;
}

/** How one language stands, beside its name. */
function Mark({ isUnsaved, isRefused, isOvertaken, isChanged }: MarkProps) {
  const { t } = useTranslation("messaging");
  if (!isUnsaved && !isChanged) return null;
  if (isOvertaken)
    return (
      <Badge size="sm" color="red">
        {t("wording.overtaken.mark")}
      </Badge>
    );
  return (
    <Badge size="sm" color={isRefused ? "red" : isUnsaved ? "orange" : undefined}>
      {t(isRefused ? "wording.refused" : isUnsaved ? "wording.unsaved" : "wording.changed")}
    </Badge>
  );
}

function State({ wording, isUnsaved }: { wording: Wording; isUnsaved: boolean }) {
  const { t } = useTranslation("messaging");
  const format = useFormat();
  return (
    <Words size="sm" c="dimmed" role="status">
      {isUnsaved
        ? t("composer.keptHere")
        : wording.updated_at
          ? t("wording.changedAt", { when: format.dateTime(wording.updated_at) })
          : t("wording.isDefault")}
    </Words>
  );
}

function Back({ text }: { text: Text }) {
  const { t } = useTranslation("messaging");
  return (
    <BackLink to="/texts" search={{ group: groupOf(text) }}>
      {t("wording.title")}
    </BackLink>
  );
}
