/**
 * The planner: from an entry's remediation and known values to steps with no choices left. Pure; what a cluster must be
 * asked (the object as it is, the dry run) is asked before by `prepare.ts` and handed in.
 */
import type { ClusterChange } from '#checks/ports.ts';
import type { Refusal, Values } from '#checks/values.ts';
import { bind, checkDeclared, namesIn } from '#checks/values.ts';
import type { Json } from '#knowledge/json.ts';
import type { Knowledge } from '#knowledge/knowledge.ts';
import type { Action, Entry, StepTemplate } from '#knowledge/schema.ts';
import { render, renderArgv } from '#knowledge/template.ts';
import type { Text } from '#language/text.ts';

/** A step with its values filled in, before a cluster was asked what it means there. */
export type RenderedStep =
  | {
      readonly on: 'node';
      readonly title?: Text | undefined;
      readonly argv: readonly string[];
      readonly sudo: boolean;
      readonly timeout: number;
      readonly idempotent: boolean;
    }
  | { readonly on: 'cluster'; readonly title?: Text | undefined; readonly change: ClusterChange; readonly idempotent: boolean };

export type Rendered = { readonly ok: true; readonly steps: readonly RenderedStep[] } | { readonly ok: false; readonly refusal: Refusal };

/**
 * Renders every step, or refuses with the name of the first value that is missing or does not fit its type. Values
 * are checked against the entry's declared types and, on their way into an action, against the action's.
 */
export function renderSteps(knowledge: Knowledge, entry: Entry, steps: readonly StepTemplate[], values: Values): Rendered {
  const declared = checkDeclared(entry, values);
  if (!declared.ok) return declared;
  const rendered: RenderedStep[] = [];
  for (const step of steps) {
    const one = renderStep(knowledge, step, values);
    if (!one.ok) return one;
    rendered.push(one.step);
  }
  return { ok: true, steps: rendered };
}

type One = { readonly ok: true; readonly step: RenderedStep } | { readonly ok: false; readonly refusal: Refusal };

function renderStep(knowledge: Knowledge, step: StepTemplate, values: Values): One {
  switch (step.on) {
    case 'node': {
      const missing = [...namesIn(step.argv)].find((name) => !Object.hasOwn(values, name));
      if (missing !== undefined) return unknownValue(missing);
      return {
        ok: true,
        step: { on: 'node', title: step.title, argv: renderArgv(step.argv, values), sudo: step.sudo, timeout: step.timeout, idempotent: step.idempotent },
      };
    }
    case 'cluster': {
      const action = knowledge.actions.get(step.action);
      if (action === undefined || action.on !== 'cluster') throw new Error(`the action ${step.action} is not loaded, or is not one for a cluster`);
      const bound = bind(action.params, step.with, values);
      if (!bound.ok) return bound;
      return {
        ok: true,
        step: { on: 'cluster', title: step.title ?? action.title, change: renderChange(action, bound.values), idempotent: action.idempotent },
      };
    }
  }
}

function unknownValue(name: string): One {
  return { ok: false, refusal: { value: name, text: { en: `The value ${name} is not known`, zh: `缺少值 ${name}` } } };
}

function renderChange(action: Action & { on: 'cluster' }, values: Values): ClusterChange {
  return fill(action.change, values) as ClusterChange;
}

function fill(template: unknown, values: Values): Json {
  if (typeof template === 'string') return render(template, values);
  if (Array.isArray(template)) return template.map((item) => fill(item, values));
  if (typeof template === 'object' && template !== null) return Object.fromEntries(Object.entries(template).map(([key, item]) => [key, fill(item, values)]));
  return template as Json;
}
