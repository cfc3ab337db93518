/** What the policy lets happen, over the real paths: the emergency, the one-time code, the second person, the pause, the rates, and why. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PersonId } from '#knowledge/ids.ts';
import type { Plan } from '#remediation/states.ts';
import { codeOf, counterAt } from '#remediation/totp.ts';
import { noLocalSlack, shownIn, signed, until } from '../local-slack.ts';
import { bo, cy, eve, requester, slackAna, type Stage, startStage } from '../stage.ts';

const missing = await noLocalSlack();
if (missing !== undefined && process.env['CI'] === 'true') throw new Error(missing);

const secret = Buffer.from('12345678901234567890');
const freeze = { name: 'year end', when: {}, from: '2020-01-01T00:00:00Z', until: '2099-01-01T00:00:00Z' };
const on = (plan: Plan) => ({ about: 'plan', plan: plan.id, hash: plan.hash }) as const;

describe.skipIf(missing !== undefined)(`the policy${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let at: Stage;
  beforeAll(async () => {
    at = await startStage();
  });
  afterAll(() => at.stop());
  beforeEach(() => at.reset());

  const settled = (plan: Plan, state: Plan['state']): Promise<Plan> =>
    until(
      async () => {
        const now = await at.plan(plan);
        return now.state === state ? now : undefined;
      },
      `the plan to be ${state}`,
      30_000,
    );
  const inChannel = (text: string): Promise<string> =>
    until(async () => (await at.slack.messages('C01GEN')).map((message) => shownIn(message)).find((shown) => shown.includes(text)), text);

  it('lets an emergency through a freeze: with a reason, told to the channel, approved by somebody else, and on every row of the record', async () => {
    at.config.policy.freezes = [freeze];
    at.config.policy.emergency = { approvals: 1, channels: [] };
    const incident = await at.checked(slackAna, 0);
    const value = { about: 'entry', incident, entry: 'cni/cni0-ip-conflict' } as const;
    const offered = await at.press(slackAna, 'fix:plan:recreate-bridge', value as Parameters<Stage['press']>[2]);
    expect(offered.form?.fields.map((field) => field.name)).toEqual(['emergency']);

    const memory = { press: { id: 'fix:plan:recreate-bridge', value }, channel: 'C01GEN', direct: false };
    const state = { values: { 'field:emergency': { value: { value: 'No pod starts on this node' } } } };
    const view = { id: 'V1', type: 'modal', callback_id: 'form', private_metadata: JSON.stringify(memory), state };
    await signed(at.slackUrl, at.slackSecret, {
      payload: { type: 'view_submission', user: { id: 'U01ANA', team_id: 'T01TEST' }, team: { id: 'T01TEST' }, trigger_id: 'policy.1', view },
    });
    expect(await inChannel('EMERGENCY')).toContain('No pod starts on this node');

    const [plan] = await at.backbone.stores.plans.ofIncident(incident);
    if (plan === undefined) throw new Error('no plan');
    expect((await at.press(slackAna, 'plan:approve', on(plan))).exit).toBe(2);
    await at.press(bo, 'plan:approve', on(plan));
    await settled(plan, 'fixed');
    const rows = await at.backbone.stores.audit.read({ plan: plan.id, limit: 100 });
    expect(rows.map((row) => row.what)).toEqual(expect.arrayContaining(['emergency.declared', 'plan.approved', 'step.started', 'plan.fixed']));
    expect(rows.filter((row) => row.what !== 'review.refused').every((row) => row.emergency === 'No pod starts on this node')).toBe(true);
  });

  it('takes one approver with a code for high risk, after asking for it', async () => {
    await at.backbone.stores.codes.enroll(bo, secret, { at: '2026-11-20T21:00:00.000Z' as Plan['createdAt'], by: bo, what: 'step-up.enrolled', details: {} });
    const plan = await at.planned({ risk: 'high' });
    const asked = await at.press(bo, 'plan:approve', on(plan));
    expect(asked.form?.fields.map((field) => field.name)).toEqual(['code']);
    await at.press(bo, 'plan:approve', on(plan), { code: codeOf(secret, counterAt(new Date())) });
    await settled(plan, 'fixed');
    const approved = (await at.backbone.stores.audit.read({ plan: plan.id, limit: 100 })).find((row) => row.what === 'plan.approved');
    expect(approved).toMatchObject({ by: bo, details: { confirmedBy: 'one-time-code' } });
    await at.backbone.stores.codes.remove(bo, { at: plan.createdAt, by: bo, what: 'step-up.removed', details: {} });
  });

  it('takes two approvers without codes for high risk', async () => {
    const plan = await at.planned({ risk: 'high' });
    await at.press(bo, 'plan:approve', on(plan));
    expect((await at.plan(plan)).state).toBe('awaiting-approval');
    await at.press(cy, 'plan:approve', on(plan));
    await settled(plan, 'fixed');
  });

  it('enrolls in a terminal, where the secret is shown once', async () => {
    const reply = await at.desk.line(at.speaker('terminal:root' as PersonId, 'terminal'), `step-up enroll ${cy}`);
    let shown = '';
    for await (const line of reply.document ?? []) shown += line;
    expect(shown).toMatch(/otpauth:\/\/totp\/k8sdoc:browser%3Acy\?secret=[A-Z2-7]{32}&/u);
    expect(JSON.stringify({ ...reply, document: undefined })).not.toContain('otpauth');
    expect(await at.backbone.stores.codes.isEnrolled(cy)).toBe(true);
    const record = JSON.stringify(await at.backbone.stores.audit.read({ limit: 1000 }));
    expect(record).not.toContain('otpauth');
    await at.desk.line(at.speaker('terminal:root' as PersonId, 'terminal'), `step-up remove ${cy}`);
    expect(await at.backbone.stores.codes.isEnrolled(cy)).toBe(false);
  });

  it('is paused from Slack, aloud, and a change that was approved meanwhile runs when it is resumed', async () => {
    const plan = await at.planned();
    const form = { command: '/k8sdoc', user_id: 'U02BEN', team_id: 'T01TEST', channel_id: 'C01GEN', response_url: `${at.slackUrl}/none` };
    await signed(at.slackUrl, at.slackSecret, { form: { ...form, text: 'pause changes storm', trigger_id: 'policy.2' } });
    expect(await inChannel('Changes are paused')).toContain('storm');
    await at.press(bo, 'plan:approve', on(plan));
    const card = await at.desk.card(at.speaker(bo), plan.incident);
    expect(JSON.stringify(card.blocks)).toContain('Changes are paused');
    expect((await at.plan(plan)).state).toBe('approved');
    await signed(at.slackUrl, at.slackSecret, { form: { ...form, text: 'resume changes', trigger_id: 'policy.3' } });
    await settled(plan, 'fixed');
  });

  it('bounds how many changes one person, and one place, may ask for', async () => {
    at.config.policy.limits.perPerson = { changes: 1, minutes: 60 };
    await at.planned({ by: 'browser:dee' as PersonId });
    await expect(at.planned({ by: 'browser:dee' as PersonId })).rejects.toThrow(/1 changes in 60 minutes.*perPerson/u);
    at.config.policy.limits.perPerson = { changes: 100, minutes: 60 };
    at.config.policy.limits.perChannel = { changes: 1, minutes: 60 };
    await expect(at.planned({ by: 'browser:dee' as PersonId })).rejects.toThrow(/asked for here.*perChannel/u);
  });

  it('explains for each rule why it applies, and who may approve', async () => {
    at.config.policy.rules = [
      { name: 'workers', when: { role: ['worker'] }, approvals: 1 },
      { name: 'system', when: { namespace: ['kube-system'] }, approvals: 3 },
    ];
    const plan = await at.planned();
    const explain = (who: PersonId) => at.desk.line(at.speaker(requester), `policy explain --plan ${plan.id} --as ${who}`);
    expect((await explain(bo)).summary.en).toBe('bo may approve this plan now.');
    expect((await explain(eve)).summary.en).toContain('You are not among the approvers');
    const own = await explain(requester);
    expect(own).toMatchObject({ exit: 1, data: { may: false, quorum: { needed: 1, requesterCounts: false } } });
    const said = own.blocks.flatMap((block) => (block.kind === 'list' ? block.items.map((item) => item.text.en) : []));
    expect(said).toEqual(
      expect.arrayContaining([
        'yes · workers: applies: at least 1 approvers',
        'no · system: does not apply: namespace is –, not kube-system',
        'yes · requester: asked for the change',
      ]),
    );
    expect((await at.plan(plan)).state).toBe('awaiting-approval');
  });
});
