/**
 * Identifiers of different things are different types: an incident's id does not fit where a plan's is asked for.
 * They are branded strings; `z.string().transform(…)` at the border makes them, nothing else does.
 */
declare const brand: unique symbol;
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

/** `system/slug`, the path of the entry's file below `knowledge/`. */
export type EntryId = Id<'entry'>;
export type IncidentId = Id<'incident'>;
export type PlanId = Id<'plan'>;
export type RunId = Id<'run'>;
/** `slack:T1/U123`, `browser:ana`, `terminal:root`: the face, then who the face says it is. */
export type PersonId = Id<'person'>;
export type WorkerId = Id<'worker'>;
/** An instant as ISO 8601 in UTC, with milliseconds. */
export type Instant = Id<'instant'>;

export function instant(at: Date): Instant {
  return at.toISOString() as Instant;
}
