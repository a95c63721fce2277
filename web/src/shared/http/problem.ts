/** Why a request failed, whoever said so: the API, something between, or a missing connection. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  /** In the person's language, ready to be shown. Empty when nobody found words. */
  readonly detail: string;
  /** What to quote when asking for help. */
  readonly requestId: string | null;
  readonly fields: readonly FieldFault[];
  readonly params: Readonly<Record<string, unknown>>;

  constructor(facts: ProblemFacts) {
    super(`${facts.status} ${facts.code}`);
    this.name = "Problem";
    this.status = facts.status;
    this.code = facts.code;
    this.detail = facts.detail ?? "";
    this.requestId = facts.requestId ?? null;
    this.fields = facts.fields ?? [];
    this.params = facts.params ?? {};
  }

  get isOffline(): boolean {
    return this.code === OFFLINE;
  }
}

/**
 * `name` as in the body that was sent, dots between levels; `code` says what is wrong with it, and
 * `about` with which part: a tag, a variable.
 */
export interface FieldFault {
  name: string;
  code: string;
  about?: string | undefined;
}

interface ProblemFacts {
  status: number;
  code: string;
  detail?: string;
  requestId?: string | null;
  fields?: readonly FieldFault[];
  params?: Record<string, unknown>;
}

const OFFLINE = "offline";
const UNREADABLE = "unreadable_answer";

export const offline = () => new Problem({ status: 0, code: OFFLINE });

/** The problem behind an answer that is not a success. Never throws: proxies answer with HTML. */
export async function readProblem(response: Response): Promise<Problem> {
  const requestId = response.headers.get("x-request-id");
  const body: unknown = await response.json().catch(() => null);
  if (!isProblemDocument(body)) {
    return new Problem({ status: response.status, code: UNREADABLE, requestId });
  }
  return new Problem({
    status: response.status,
    code: body.code,
    detail: body.detail,
    requestId: body.instance ?? requestId,
    fields: (body.errors ?? []).map(({ pointer, code, name }) => ({
      name: fieldName(pointer),
      code,
      about: name,
    })),
    params: body.params ?? {},
  });
}

/** Anything thrown, as a problem. */
export function asProblem(error: unknown): Problem {
  return error instanceof Problem
    ? error
    : new Problem({
        status: 0,
        code: "defect",
        detail: error instanceof Error ? error.message : "",
      });
}

/** RFC 6901: `/body/rule/items/0` → `rule.items.0`. */
export function fieldName(pointer: string): string {
  const [, , ...parts] = pointer.split("/");
  return parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~")).join(".");
}

interface ProblemDocument {
  code: string;
  detail: string;
  instance?: string | null;
  params?: Record<string, unknown>;
  errors?: { pointer: string; code: string; name?: string }[];
}

function isProblemDocument(body: unknown): body is ProblemDocument {
  return typeof body === "object" && body !== null && "code" in body && "detail" in body;
}
