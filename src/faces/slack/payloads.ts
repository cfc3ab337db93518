/**
 * What Slack sends, as far as this face reads it; everything goes through one of these before it is used.
 */
import { z } from 'zod';
import type { ActionId, ActionValue } from '#commands/reply.ts';
import type { EntryId, IncidentId, PlanId } from '#knowledge/ids.ts';

const fileSchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  title: z.string().nullish(),
  mimetype: z.string().nullish(),
  filetype: z.string().nullish(),
  mode: z.string().nullish(),
  size: z.number().nullish(),
  url_private_download: z.string().nullish(),
  url_private: z.string().nullish(),
});
export type SlackFile = z.output<typeof fileSchema>;

const attachmentSchema = z.object({
  pretext: z.string().nullish(),
  title: z.string().nullish(),
  text: z.string().nullish(),
  fallback: z.string().nullish(),
  fields: z.array(z.object({ title: z.string().nullish(), value: z.string().nullish() })).nullish(),
});

const contentSchema = z.object({
  ts: z.string(),
  user: z.string().nullish(),
  bot_id: z.string().nullish(),
  app_id: z.string().nullish(),
  team: z.string().nullish(),
  user_team: z.string().nullish(),
  subtype: z.string().nullish(),
  text: z.string().nullish(),
  thread_ts: z.string().nullish(),
  files: z.array(fileSchema).nullish(),
  attachments: z.array(attachmentSchema).nullish(),
  blocks: z.array(z.unknown()).nullish(),
});
/** A message as others wrote it. */
export type SlackMessage = z.output<typeof contentSchema>;

/** The envelope of an event: `event_id` stays the same however often Slack delivers it. */
export const eventBody = z.object({ event_id: z.string(), team_id: z.string().nullish() });

export const messageEvent = contentSchema.extend({
  channel: z.string(),
  channel_type: z.string().nullish(),
  message: contentSchema.nullish(),
  previous_message: contentSchema.nullish(),
});

export const mentionEvent = contentSchema.extend({ channel: z.string() });
export const homeEvent = z.object({ user: z.string(), tab: z.string().nullish() });
export const threadSchema = z.array(contentSchema);
export const fileInfo = fileSchema;

export const commandBody = z.object({
  user_id: z.string(),
  team_id: z.string(),
  channel_id: z.string(),
  text: z.string().nullish(),
  trigger_id: z.string(),
  response_url: z.string(),
});

const person = z.object({ id: z.string(), team_id: z.string().nullish() });

export const actionBody = z.object({
  user: person,
  team: z.object({ id: z.string() }).nullish(),
  channel: z.object({ id: z.string() }).nullish(),
  container: z.object({ message_ts: z.string().nullish(), thread_ts: z.string().nullish(), is_ephemeral: z.boolean().nullish() }).nullish(),
  message: z.object({ ts: z.string(), thread_ts: z.string().nullish() }).nullish(),
  trigger_id: z.string(),
  response_url: z.string().nullish(),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().nullish() })).min(1),
});

const id = z.string().min(1).max(300);
const actionValue: z.ZodType<ActionValue> = z.discriminatedUnion('about', [
  z.strictObject({ about: z.literal('entry'), incident: id.transform((value) => value as IncidentId), entry: id.transform((value) => value as EntryId) }),
  z.strictObject({ about: z.literal('plan'), plan: id.transform((value) => value as PlanId), hash: id }),
]);

const actionId: z.ZodType<ActionId> = z
  .string()
  .max(255)
  .regex(/^(?:check:run|fix:plan:.+|plan:(?:approve|reject|withdraw|cancel|inspect|continue|undo)|answer:(?:helpful|wrong))$/u)
  .transform((value) => value as ActionId);

/** A button as it comes back: one of the fixed ids, and ids and hashes as its value. */
const pressSchema = z.object({ id: actionId, value: actionValue });
export type Press = z.output<typeof pressSchema>;

/** The press of a button whose value is JSON text. */
export function pressOf(action: { readonly action_id: string; readonly value?: string | null | undefined }): Press | undefined {
  const value = z
    .string()
    .max(2000)
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'not JSON' });
        return z.NEVER;
      }
    })
    .safeParse(action.value);
  const press = value.success ? pressSchema.safeParse({ id: action.action_id, value: value.data }) : undefined;
  return press?.success === true ? press.data : undefined;
}

const state = z.record(z.string(), z.record(z.string(), z.object({ value: z.string().nullish(), selected_option: z.object({ value: z.string() }).nullish() })));

export const viewBody = z.object({
  user: person,
  trigger_id: z.string().nullish(),
  view: z.object({ id: z.string(), hash: z.string().nullish(), private_metadata: z.string().nullish(), state: z.object({ values: state }) }),
});

/** What a form's modal remembers of the press that opened it. */
export const formMemory = z.object({
  press: pressSchema,
  channel: z.string().optional(),
  thread: z.string().optional(),
  message: z.string().optional(),
  direct: z.boolean(),
});
export type FormMemory = z.output<typeof formMemory>;

export const messageShortcut = z.object({
  user: person,
  team: z.object({ id: z.string() }).nullish(),
  channel: z.object({ id: z.string() }),
  message: contentSchema,
  trigger_id: z.string(),
  response_url: z.string(),
});

export const globalShortcut = z.object({ user: person, trigger_id: z.string() });
