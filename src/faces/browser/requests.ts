/** What the page may send, parsed. Patterns keep everything that becomes an id to the characters of ids. */
import { z } from 'zod';
import type { ActionId } from '#commands/reply.ts';
import type { EntryId, IncidentId, PlanId } from '#knowledge/ids.ts';

const id = z.string().regex(/^[A-Za-z0-9_.:-]{1,128}$/u);

/** Names one paste, line or press; a repeated request carries the same one. */
export const MessageSchema = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/u);
export const LanguageSchema = z.enum(['en', 'zh']);
export const IncidentIdSchema = id.transform((word) => word as IncidentId);

const ActionIdSchema = z
  .union([
    z.enum([
      'check:run',
      'plan:approve',
      'plan:reject',
      'plan:withdraw',
      'plan:cancel',
      'plan:inspect',
      'plan:continue',
      'plan:undo',
      'answer:helpful',
      'answer:wrong',
    ]),
    z.string().regex(/^fix:plan:[A-Za-z0-9_.-]{1,128}$/u),
  ])
  .transform((word) => word as ActionId);

const ActionValueSchema = z.discriminatedUnion('about', [
  z.strictObject({
    about: z.literal('entry'),
    incident: IncidentIdSchema,
    entry: z
      .string()
      .regex(/^[a-z0-9/_-]{1,200}$/u)
      .transform((word) => word as EntryId),
  }),
  z.strictObject({ about: z.literal('plan'), plan: id.transform((word) => word as PlanId), hash: z.string().regex(/^[0-9a-z:]{1,80}$/u) }),
]);

export const LineSchema = z.strictObject({ line: z.string().min(1).max(4096) });

export const PressSchema = z.strictObject({
  action: z.strictObject({ id: ActionIdSchema, value: ActionValueSchema }),
  fields: z
    .record(z.string().regex(/^[A-Za-z0-9_.:-]{1,64}$/u), z.string().max(4096))
    .refine((fields) => Object.keys(fields).length <= 32, 'at most 32 fields')
    .optional(),
});
