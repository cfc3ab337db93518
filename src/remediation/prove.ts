/** The step-up: that whoever approves high risk is who the chat says, since a chat session alone can be stolen. */
import { stepUp as words } from '#language/step-up.ts';
import type { Text } from '#language/text.ts';
import type { PersonId } from '#knowledge/ids.ts';
import type { PlanBase } from './plan.ts';
import type { Review } from './records.ts';
import type { Workshop } from './workshop.ts';

export type Proof = { readonly ok: true; readonly confirmedBy: Review['confirmedBy'] } | { readonly ok: false; readonly why: string; readonly text: Text };

/**
 * Spends the code where one was given. Who is enrolled must give one where the quorum asks for it: without, their session could be a
 * stolen one, and would not do for a second person either. Rejecting needs no code: to stop a change must stay easy.
 */
export async function prove(
  workshop: Pick<Workshop, 'codes' | 'clock'>,
  plan: Pick<PlanBase, 'quorum'>,
  word: { readonly by: PersonId; readonly verdict: Review['verdict']; readonly code?: string | undefined },
): Promise<Proof> {
  if (word.verdict === 'reject') return { ok: true, confirmedBy: undefined };
  if (word.code === undefined) {
    const lacking = plan.quorum.stepUp === true && (await workshop.codes.isEnrolled(word.by));
    return lacking ? { ok: false, why: 'code-needed', text: words.needed } : { ok: true, confirmedBy: undefined };
  }
  const spent = await workshop.codes.spend(word.by, word.code, workshop.clock());
  switch (spent) {
    case 'accepted':
      return { ok: true, confirmedBy: 'one-time-code' };
    case 'wrong':
      return { ok: false, why: 'code-wrong', text: words.wrong };
    case 'used':
      return { ok: false, why: 'code-used', text: words.used };
    case 'locked':
      return { ok: false, why: 'code-locked', text: words.locked };
    case 'not-enrolled':
      return { ok: false, why: 'not-enrolled', text: words.notEnrolled };
  }
}
