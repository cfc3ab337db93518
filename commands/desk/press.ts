/** From a press of a button to the verb that it stands for: a press can do nothing that could not be typed. */
import { answers } from '#language/answers.ts';
import { refusal } from './replies.ts';
import type { ActionId, ActionValue, Reply } from '../reply.ts';

export type Pressed =
  | { readonly ok: true; readonly verb: string; readonly args: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly reply: Reply };

export function pressToArguments(action: { readonly id: ActionId; readonly value: ActionValue }, fields: Readonly<Record<string, string>>): Pressed {
  const { id, value } = action;
  if (value.about === 'entry') {
    const { node, cluster, emergency, ...set } = fields;
    const about = { about: value.incident, entry: value.entry, ...(node === undefined ? {} : { node }), ...(cluster === undefined ? {} : { cluster }), set };
    if (id === 'check:run') return { ok: true, verb: 'check', args: about };
    if (id.startsWith('fix:plan:'))
      return { ok: true, verb: 'fix', args: { ...about, remediation: id.slice('fix:plan:'.length), ...(emergency === undefined ? {} : { emergency }) } };
    if (id === 'answer:helpful' || id === 'answer:wrong')
      return { ok: true, verb: 'feedback', args: { incident: value.incident, entry: value.entry, vote: id.slice('answer:'.length) } };
  }
  if (value.about === 'plan') {
    const { plan, hash } = value;
    const { code } = fields;
    if (id === 'plan:approve') return { ok: true, verb: 'approve', args: { plan, hash, ...(code === undefined ? {} : { code }) } };
    if (id === 'plan:withdraw') return { ok: true, verb: 'withdraw', args: { plan } };
    if (id === 'plan:cancel' || id === 'plan:inspect' || id === 'plan:continue' || id === 'plan:undo')
      return { ok: true, verb: id.slice('plan:'.length), args: { plan } };
    if (id === 'plan:reject')
      return fields['reason'] === undefined ? askReason(action) : { ok: true, verb: 'reject', args: { plan, hash, reason: fields['reason'] } };
  }
  return { ok: false, reply: refusal({ en: 'That button is not one of mine.', zh: '无法识别该按钮。' }) };
}

function askReason(action: { readonly id: ActionId; readonly value: ActionValue }): Pressed {
  const text = answers.rejectTitle;
  return {
    ok: false,
    reply: {
      summary: text,
      blocks: [],
      audience: 'person',
      form: { title: text, submit: answers.reject, action, fields: [{ name: 'reason', label: answers.reason, input: { kind: 'reason' } }] },
      data: null,
      exit: 0,
    },
  };
}
