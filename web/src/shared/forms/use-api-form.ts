import { useForm, type UseFormReturnType } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useRef } from "react";
import { asProblem, type Problem } from "@/shared/http/problem";
import { fieldErrors } from "./field-errors";
import { rebase, saveOver } from "./overtaken";

interface Options<Values, Result> {
  initialValues: Values;
  /** Sends what was typed. What it throws is shown: at its field if it has one, else above. */
  save: (values: Values) => Promise<Result>;
  /** What somebody else saved since the form was opened; `save` then goes over that. */
  reread?: () => Promise<Values>;
  onSaved?: (result: Result, values: Values) => unknown;
  /** Codes of the domain that are about one field: `{ "clients.phone_taken": "phone" }`. */
  faults?: Record<string, keyof Values & string>;
}

export interface ApiForm<Values> {
  form: UseFormReturnType<Values>;
  submit: (event?: SubmitEvent<HTMLFormElement>) => void;
  isSaving: boolean;
  /** For `RefusalAlert`: what no field could say. */
  refusal: Problem | null;
}

/** A form that is saved by the API. Whatever happens, it keeps what was typed. */
export function useApiForm<Values extends Record<string, unknown>, Result>(
  options: Options<Values, Result>,
): ApiForm<Values> {
  const form = useForm<Values>({ initialValues: options.initialValues });
  const atFields = (problem: Problem) =>
    fieldErrors(problem, options.faults ?? {}, form.getValues());
  const base = useRef(options.initialValues);
  const saving = useMutation<Result, Error, Values>({
    mutationFn: (values) => {
      const { save, reread } = options;
      if (!reread) return save(values);
      return saveOver({
        save: () => save(values),
        reread,
        onOvertaken: (now) => {
          form.setValues(rebase(base.current, form.getValues(), now));
          form.resetDirty(now);
          base.current = now;
        },
      });
    },
    meta: { isShown: true },
    onSuccess: (result, values) => {
      base.current = values;
      return options.onSaved?.(result, values);
    },
    onError: (error) => form.setErrors(atFields(asProblem(error))),
  });
  const problem = saving.error ? asProblem(saving.error) : null;
  return {
    form,
    submit: form.onSubmit((values) => saving.mutate(values)),
    isSaving: saving.isPending,
    refusal: problem && Object.keys(atFields(problem)).length > 0 ? null : problem,
  };
}
