/**
 * A script of its own that runs while the large files are still on their way, and does what else
 * would have to wait for them: on a slow machine they take a third of a second to run. It asks for
 * the session and the words of the frame; whoever needs the answers asks again, and hears of
 * failures.
 */
import { currentLanguage } from "@/shared/i18n/language";
import { accessToken } from "@/shared/session/tokens";
import { shelf } from "./words";

const ignore = () => undefined;
const language = currentLanguage();

accessToken().catch(ignore);
for (const folder of ["shared", "admin/shell"]) {
  shelf[`/src/${folder}/labels/${language}.json`]?.().catch(ignore);
}
// The first date of a page takes a browser as long as the next thousand: it reads its tables then.
new Intl.DateTimeFormat(language).format();
