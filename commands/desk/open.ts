/** The last door of the desk: what leaves it for a face holds no secret, whoever put it in. */
import type { Json } from '#knowledge/json.ts';
import type { Redactor } from '#redaction/redact.ts';
import type { Reply } from '../reply.ts';

/** The reply without secrets. The data of a card is what the store holds, and went through redaction on its way there. */
export function openReply(reply: Reply, redactor: Redactor): Reply {
  const { summary, blocks, form, data } = reply;
  return {
    ...reply,
    summary: clean(summary, redactor),
    blocks: clean(blocks, redactor),
    ...(form === undefined ? {} : { form: clean(form, redactor) }),
    data: reply.card === undefined ? redactor.redactJson(data) : data,
  };
}

/** Redaction changes strings and keeps the form that holds them. */
function clean<T>(part: T, redactor: Redactor): T {
  return redactor.redactJson(part as Json) as T;
}
