/** Rates: how many changes one person, and one place, may ask for in a while. */
import { instant, type PersonId } from '#knowledge/ids.ts';
import { limits as words } from '#language/limits.ts';
import type { Text } from '#language/text.ts';
import type { Message } from './records.ts';
import type { Workshop } from './workshop.ts';

/** What is over its rate, in words; nothing where nothing is. */
export async function overRate(
  workshop: Pick<Workshop, 'policy' | 'limits' | 'clock'>,
  requester: PersonId,
  from: Pick<Message, 'face' | 'place'> | undefined,
): Promise<Text | undefined> {
  const { perPerson, perChannel } = workshop.policy.limits;
  const since = (minutes: number) => instant(new Date(workshop.clock().getTime() - minutes * 60_000));
  const own = await workshop.limits.asked({ requester }, since(perPerson.minutes));
  if (own >= perPerson.changes) return words.tooManyOfPerson(own, perPerson.minutes);
  if (from === undefined) return undefined;
  const here = await workshop.limits.asked({ place: from }, since(perChannel.minutes));
  return here >= perChannel.changes ? words.tooManyHere(here, perChannel.minutes) : undefined;
}
