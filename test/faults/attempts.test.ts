/**
 * Attempts to get a command run that nobody approved, or another than was approved, over the real paths. None may succeed, and each must stand
 * in the record. What counts is what reached the targets, not what was answered.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ActionId } from '#commands/reply.ts';
import type { PersonId } from '#knowledge/ids.ts';
import { hashOf } from '#remediation/plan.ts';
import type { Plan } from '#remediation/states.ts';
import { codeOf, counterAt } from '#remediation/totp.ts';
import { noLocalSlack, signed, until } from '../local-slack.ts';
import { quiet } from '../scenarios/slack-run.ts';
import { bo, cy, eve, requester, slackAna, slackBen, type Stage, startStage } from '../stage.ts';

const missing = await noLocalSlack();
if (missing !== undefined && process.env['CI'] === 'true') throw new Error(missing);

const entry = 'cni/cni0-ip-conflict';
const secret = Buffer.from('12345678901234567890');
const on = (plan: Plan, more: object = {}) => ({ about: 'plan', plan: plan.id, hash: plan.hash, ...more }) as const;

/** What the attempt leaves in the record: a row's word, and the reason or refusal in its details. */
type Trace = { readonly what: string; readonly says?: RegExp };
type Attempt = readonly [name: string, trace: Trace, attempt: (at: Stage) => Promise<unknown>];

const refusedReview = (why: string): Trace => ({ what: 'review.refused', says: new RegExp(`"why":"${why}"`, 'u') });
const refusedRequest = (says?: RegExp): Trace => ({ what: 'request.refused', ...(says === undefined ? {} : { says }) });
const refusedPlan = (says: RegExp): Trace => ({ what: 'plan.refused', says });
const turnedAway = (why: string): Trace => ({ what: 'request.turned-away', says: new RegExp(`"why":"${why}"`, 'u') });

const approve = (at: Stage, who: PersonId, plan: Plan, hash = plan.hash) => at.press(who, 'plan:approve', { ...on(plan), hash });
const enroll = async (at: Stage, person: PersonId): Promise<void> => {
  await at.backbone.stores.codes.enroll(person, secret, { at: plan0, by: person, what: 'step-up.enrolled', details: {} });
};
const plan0 = '2026-11-20T21:00:00.000Z' as Plan['createdAt'];
const codeNow = (offset = 0) => codeOf(secret, counterAt(new Date()) + offset);

const deciding: readonly Attempt[] = [
  ['the requester approves', refusedReview('own-plan'), async (at) => approve(at, requester, await at.planned())],
  ['the requester types it', refusedReview('own-plan'), async (at) => at.desk.line(at.speaker(requester), `approve ${(await at.planned()).id}`)],
  [
    'the requester approves in Slack, where they are an approver',
    refusedReview('own-plan'),
    async (at) => approve(at, slackAna, await at.planned({ by: slackAna })),
  ],
  ['somebody who is no approver approves', refusedReview('not-an-approver'), async (at) => approve(at, eve, await at.planned())],
  [
    'a hundred times at once',
    refusedReview('not-an-approver'),
    async (at) => {
      const plan = await at.planned();
      await Promise.all(Array.from({ length: 100 }, () => approve(at, eve, plan)));
    },
  ],
  [
    'an approver of another group approves high risk',
    refusedReview('not-an-approver'),
    async (at) => {
      at.config.policy.rules = [{ name: 'etcd only', when: {}, group: 'etcd' }];
      await approve(at, bo, await at.planned());
    },
  ],
  [
    'a terminal account that is no approver approves',
    refusedReview('not-an-approver'),
    async (at) => {
      const plan = await at.planned();
      await at.desk.line(at.speaker('terminal:root' as PersonId, 'terminal'), `approve ${plan.id}`);
    },
  ],
  ['a name that looks like an approver’s', refusedReview('not-an-approver'), async (at) => approve(at, 'browser:bо' as PersonId, await at.planned())],
  [
    'the bare name of an approver of another face',
    refusedReview('not-an-approver'),
    async (at) => approve(at, 'slack:T01TEST/bo' as PersonId, await at.planned()),
  ],
  ['the hash of another plan', refusedReview('stale'), async (at) => approve(at, bo, await at.planned(), (await at.planned({ risk: 'high' })).hash)],
  ['no hash', refusedReview('stale'), async (at) => approve(at, bo, await at.planned(), '')],
  ['a hash of zeros', refusedReview('stale'), async (at) => approve(at, bo, await at.planned(), '0'.repeat(64))],
  [
    'a hash that is cut short',
    refusedReview('stale'),
    async (at) => {
      const plan = await at.planned();
      await approve(at, bo, plan, plan.hash.slice(0, 12));
    },
  ],
  [
    'a plan that was superseded',
    refusedReview('decided'),
    async (at) => {
      const plan = await at.planned();
      at.config.policy.rules = [{ name: 'more', when: {}, approvals: 2 }];
      await at.desk.line(at.speaker(requester), `fix ${plan.incident}`);
      await approve(at, bo, plan);
    },
  ],
  [
    'a plan that was withdrawn',
    refusedReview('decided'),
    async (at) => {
      const plan = await at.planned();
      await at.press(requester, 'plan:withdraw', on(plan));
      await approve(at, bo, plan);
    },
  ],
  [
    'a plan that was rejected',
    refusedReview('decided'),
    async (at) => {
      const plan = await at.planned();
      await at.press(cy, 'plan:reject', on(plan), { reason: 'no' });
      await approve(at, bo, plan);
    },
  ],
  [
    'a plan whose time is over',
    refusedReview('expired|decided'),
    async (at) => {
      const plan = await at.planned();
      await at.rewrite(plan, (data) => ({ ...data, expiresAt: '2020-01-01T00:00:00.000Z' }));
      await approve(at, bo, plan);
    },
  ],
  [
    'one approver twice, where two are needed',
    refusedReview('twice'),
    async (at) => {
      at.config.policy.rules = [{ name: 'two', when: {}, approvals: 2 }];
      const plan = await at.planned();
      await approve(at, bo, plan);
      await approve(at, bo, plan);
    },
  ],
  [
    'one approver and the requester, where two are needed',
    refusedReview('own-plan'),
    async (at) => {
      at.config.policy.rules = [{ name: 'two', when: {}, approvals: 2 }];
      const plan = await at.planned();
      await approve(at, bo, plan);
      await approve(at, requester, plan);
    },
  ],
  [
    'the requester by their id in another face',
    refusedReview('own-plan'),
    async (at) => approve(at, 'slack:T01TEST/U04FAY' as PersonId, await at.planned({ by: 'browser:fay' as PersonId })),
  ],
  ['a plan that is not there', refusedReview('no-such-plan'), (at) => at.desk.line(at.speaker(bo), 'approve nothing')],
  ['a plan by a path', refusedReview('no-such-plan'), (at) => at.desk.line(at.speaker(bo), 'approve ../../plans/1')],
  ['a plan by a clause of SQL', refusedReview('no-such-plan'), (at) => at.desk.line(at.speaker(bo), `approve "x' or '1'='1"`)],
  [
    'an option that approve does not have',
    refusedRequest(/--force/u),
    async (at) => at.desk.line(at.speaker(bo), `approve ${(await at.planned()).id} --force=true`),
  ],
  ['somebody else’s name as an option', refusedRequest(/--as/u), async (at) => at.desk.line(at.speaker(eve), `approve ${(await at.planned()).id} --as ${bo}`)],
  ['somebody else withdraws, to ask for another', { what: 'withdrawal.refused' }, async (at) => at.press(eve, 'plan:withdraw', on(await at.planned()))],
  ['an inspection of what is not unknown', refusedRequest(), async (at) => at.press(bo, 'plan:inspect', on(await at.planned()))],
];

/** What honest people's checks and guards send to the node. */
const reads = new Set(['ip -json address show dev cni0', 'ip -json link show master cni0', "find /etc/kubernetes/manifests -maxdepth 1 -name '*.yaml'"]);

/** Values for the bridge's name: none is one. */
const hostile: readonly (readonly [string, string])[] = [
  ['a command substitution', '$(reboot)'],
  ['backquotes', '`reboot`'],
  ['a second command', 'cni0; rm -rf /'],
  ['a pipe', 'cni0|reboot'],
  ['a redirection', 'cni0>/etc/passwd'],
  ['a line feed', 'cni0\nreboot'],
  ['a NUL', 'cni0\u0000reboot'],
  ['an option', '--kubeconfig=/tmp/evil'],
  ['a short option', '-rf'],
  ['a path', '../../etc'],
  ['a homoglyph', 'сni0'],
  ['full-width letters', 'ｃｎｉ０'],
  ['an invisible letter', 'cni0\u200B'],
  ['letters turned around', '\u202E0inc'],
  ['white space', 'cni0 type dummy'],
  ['a quote', `cni0' ; reboot '`],
  ['a template', '{{expected}}'],
  ['a variable', '${HOME}'],
  ['a hundred kilobytes', 'a'.repeat(100_000)],
  ['one letter too many for the kernel', 'abcdefghijklmnop'],
];

const parameters: readonly Attempt[] = [
  ...hostile.map(([what, value]): Attempt => [
    `${what} as the name of the bridge`,
    refusedRequest(),
    async (at) => {
      const incident = await at.checked(requester, 0);
      await at.press(requester, 'fix:plan:recreate-bridge', { about: 'entry', incident, entry: entry as never }, { bridge: value });
      const [plan] = await at.backbone.stores.plans.ofIncident(incident);
      expect(plan).toBeUndefined();
    },
  ]),
  ...(
    [
      ['--set KUBECONFIG=/tmp/evil', /KUBECONFIG/u],
      ['--kubeconfig=/tmp/evil', /--kubeconfig/u],
      ['--node ../../worker', /no node called/u],
      ['--node $(reboot)', /no node called/u],
      ['../finalize-namespace', /no fix called/u],
      ['finalize-namespace', /no fix called/u],
      ['"recreate-bridge; reboot"', /no fix called/u],
    ] as const
  ).map(([words, says]): Attempt => [
    `fix … ${words}`,
    refusedRequest(says),
    async (at) => at.desk.line(at.speaker(requester), `fix ${await at.checked(requester, 0)} ${words}`),
  ]),
  ...(
    [
      ['name', '../../kube-system/secrets/admin'],
      ['name', 'held?dryRun=All'],
      ['name', 'hеld'],
      ['ns', 'demo-stuck/../kube-system'],
      ['resource', 'configmaps/../secrets'],
      ['apiVersion', 'v1/../../apis'],
      ['finalizer', 'example.com/cleanup"}]'],
    ] as const
  ).map(([name, value]): Attempt => [
    `${JSON.stringify(value)} as the ${name} of an object`,
    refusedRequest(),
    async (at) => {
      const incident = await at.checked(requester, 1);
      await at.press(
        requester,
        'fix:plan:remove-finalizer',
        { about: 'entry', incident, entry: 'lifecycle/namespace-terminating' as never },
        { [name]: value },
      );
      expect(await at.backbone.stores.plans.ofIncident(incident)).toEqual([]);
    },
  ]),
];

/** Approved while changes are paused; `meanwhile` happens before they are resumed. */
const betweenApprovalAndExecution = async (at: Stage, meanwhile: (plan: Plan) => unknown): Promise<void> => {
  const plan = await at.planned();
  await at.desk.line(at.speaker(bo), 'pause changes "wait"');
  await approve(at, bo, plan);
  expect((await at.plan(plan)).state).toBe('approved');
  await meanwhile(plan);
  // A worker that read the plan before that has found changes paused by now, and let go of it.
  await quiet(1000);
  await at.desk.line(at.speaker(cy), 'resume changes');
};

const racing: readonly Attempt[] = [
  ['the approver lost the right to approve', refusedPlan(/no longer an approver/u), (at) => betweenApprovalAndExecution(at, () => at.revoked.add(bo))],
  [
    'the policy asks for more approvers',
    refusedPlan(/policy asks for more/u),
    (at) => betweenApprovalAndExecution(at, () => (at.config.policy.rules = [{ name: 'three', when: {}, approvals: 3 }])),
  ],
  [
    'the policy asks for another group',
    refusedPlan(/policy asks for more/u),
    (at) => betweenApprovalAndExecution(at, () => (at.config.policy.rules = [{ name: 'etcd', when: {}, group: 'etcd' }])),
  ],
  [
    'the policy asks for a code',
    refusedPlan(/policy asks for more/u),
    (at) => betweenApprovalAndExecution(at, () => (at.config.policy.rules = [{ name: 'code', when: {}, stepUp: true }])),
  ],
  [
    'the policy forbids it',
    refusedPlan(/forbids/u),
    (at) => betweenApprovalAndExecution(at, () => (at.config.policy.rules = [{ name: 'never', when: { cluster: ['demo-cluster'] }, forbid: true }])),
  ],
  [
    'a freeze began',
    refusedPlan(/freeze/u),
    (at) =>
      betweenApprovalAndExecution(
        at,
        () => (at.config.policy.freezes = [{ name: 'now', when: {}, from: '2020-01-01T00:00:00Z', until: '2099-01-01T00:00:00Z' }]),
      ),
  ],
  [
    'quiet hours began',
    refusedPlan(/Quiet hours/u),
    (at) =>
      betweenApprovalAndExecution(
        at,
        () =>
          (at.config.policy.quietHours = [
            { name: 'always', when: {}, days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '00:00', to: '23:59', timezone: 'UTC' },
            { name: 'the last minute', when: {}, days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '23:59', to: '00:00', timezone: 'UTC' },
          ]),
      ),
  ],
  [
    'the command was rewritten in the database',
    refusedPlan(/fingerprint/u),
    (at) =>
      betweenApprovalAndExecution(at, (plan) => at.rewrite(plan, (data) => ({ ...data, steps: data.steps.map((step) => ({ ...step, argv: ['reboot'] })) }))),
  ],
  [
    'the command and its hash were rewritten',
    refusedPlan(/policy asks for more/u),
    (at) =>
      betweenApprovalAndExecution(at, (plan) =>
        at.rewrite(plan, (data) => {
          const altered = { ...data, steps: data.steps.map((step) => ({ ...step, argv: ['reboot'] })) } as Plan;
          return { ...altered, hash: hashOf(altered) };
        }),
      ),
  ],
  [
    'the quorum was rewritten',
    refusedPlan(/fingerprint/u),
    (at) => betweenApprovalAndExecution(at, (plan) => at.rewrite(plan, (data) => ({ ...data, quorum: { needed: 1, requesterCounts: true } }))),
  ],
  [
    'the approval expired',
    { what: 'plan.expired' },
    (at) => betweenApprovalAndExecution(at, (plan) => at.rewrite(plan, (data) => ({ ...data, expiresAt: '2020-01-01T00:00:00.000Z' }))),
  ],
  [
    'somebody who is no approver resumes changes',
    { what: 'changes.resume.refused' },
    async (at) => {
      const plan = await at.planned();
      await at.desk.line(at.speaker(bo), 'pause changes');
      await approve(at, bo, plan);
      await at.desk.line(at.speaker(eve), 'resume changes');
      expect(await at.backbone.stores.limits.paused()).toBeDefined();
      await at.press(requester, 'plan:withdraw', on(plan));
    },
  ],
  [
    'somebody who is no approver pauses them',
    { what: 'changes.pause.refused' },
    async (at) => {
      await at.desk.line(at.speaker(eve), 'pause changes');
      expect(await at.backbone.stores.limits.paused()).toBeUndefined();
    },
  ],
  [
    'a plan in a freeze',
    refusedRequest(/freeze/u),
    async (at) => {
      at.config.policy.freezes = [{ name: 'now', when: {}, from: '2020-01-01T00:00:00Z', until: '2099-01-01T00:00:00Z' }];
      await at.desk.line(at.speaker(requester), `fix ${await at.checked(requester, 0)}`);
    },
  ],
  [
    'an emergency that the policy does not know',
    refusedRequest(/emergency/u),
    async (at) => at.desk.line(at.speaker(requester), `fix ${await at.checked(requester, 0)} --emergency "everything is on fire"`),
  ],
];

const stolenSessions: readonly Attempt[] = [
  ['one click for high risk', { what: 'plan.reviewed' }, async (at) => approve(at, bo, await at.planned({ risk: 'high' }))],
  [
    'a click of somebody who has codes',
    refusedReview('code-needed'),
    async (at) => {
      await enroll(at, bo);
      await approve(at, bo, await at.planned({ risk: 'high' }));
    },
  ],
  [
    'a wrong code',
    refusedReview('code-wrong'),
    async (at) => {
      await enroll(at, bo);
      const wrong = ['000000', '111111', '222222', '333333'].find((code) => ![-1, 0, 1].some((offset) => codeNow(offset) === code)) ?? '';
      await at.press(bo, 'plan:approve', on(await at.planned({ risk: 'high' })), { code: wrong });
    },
  ],
  [
    'a code that was used',
    refusedReview('code-used'),
    async (at) => {
      await enroll(at, bo);
      const code = codeNow(1);
      expect(await at.backbone.stores.codes.spend(bo, code, new Date())).toBe('accepted');
      await at.press(bo, 'plan:approve', on(await at.planned({ risk: 'high' })), { code });
    },
  ],
  [
    'a code of somebody else',
    refusedReview('not-enrolled'),
    async (at) => {
      await enroll(at, bo);
      await at.press(cy, 'plan:approve', on(await at.planned({ risk: 'high' })), { code: codeNow() });
    },
  ],
  [
    'the requester with a code',
    refusedReview('own-plan'),
    async (at) => {
      await enroll(at, requester);
      await at.press(requester, 'plan:approve', on(await at.planned({ risk: 'high' })), { code: codeNow() });
    },
  ],
  [
    'guessing codes',
    refusedReview('code-locked'),
    async (at) => {
      await enroll(at, bo);
      const plan = await at.planned({ risk: 'high' });
      for (let index = 0; index < 6; index += 1) await at.press(bo, 'plan:approve', on(plan), { code: `wrong${index}` });
      await at.press(bo, 'plan:approve', on(plan), { code: codeNow(1) });
    },
  ],
  ['enrolling oneself from a chat', { what: 'step-up.enroll-refused' }, (at) => at.desk.line(at.speaker(eve), `step-up enroll ${bo}`)],
  [
    'removing somebody’s codes from a chat',
    { what: 'step-up.remove-refused' },
    async (at) => {
      await enroll(at, bo);
      await at.desk.line(at.speaker(eve), `step-up remove ${bo}`);
      expect(await at.backbone.stores.codes.isEnrolled(bo)).toBe(true);
    },
  ],
];

let trigger = 0;
/** A press as Slack sends it. */
const click = (plan: Plan, more: Readonly<Record<string, unknown>> = {}, action: Readonly<Record<string, unknown>> = {}) => ({
  type: 'block_actions',
  user: { id: 'U02BEN', team_id: 'T01TEST' },
  team: { id: 'T01TEST', domain: 'test' },
  api_app_id: 'A01APP',
  container: { type: 'message', message_ts: '1700000000.000100', channel_id: 'C01GEN' },
  channel: { id: 'C01GEN', name: 'general' },
  message: { ts: '1700000000.000100' },
  trigger_id: `attempt.${(trigger += 1)}`,
  actions: [{ type: 'button', action_id: 'plan:approve', block_id: 'b', action_ts: '1', value: JSON.stringify(on(plan)), ...action }],
  ...more,
});
const send = (at: Stage, payload: unknown, forged?: { at?: number; signature?: string }, secretOf = at.slackSecret) =>
  signed(at.slackUrl, secretOf, { payload }, forged);

const inSlack: readonly Attempt[] = [
  ['a forged signature', turnedAway('signature'), async (at) => send(at, click(await at.planned()), { signature: `v0=${'0'.repeat(64)}` })],
  ['a signature by another secret', turnedAway('signature'), async (at) => send(at, click(await at.planned()), {}, 'another-secret')],
  ['a request of six minutes ago', turnedAway('signature'), async (at) => send(at, click(await at.planned()), { at: Math.floor(Date.now() / 1000) - 360 })],
  [
    'a request without a signature',
    turnedAway('signature'),
    async (at) =>
      fetch(at.slackUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ payload: JSON.stringify(click(await at.planned())) }),
      }),
  ],
  [
    'a press from another workspace',
    turnedAway('workspace'),
    async (at) => send(at, click(await at.planned(), { user: { id: 'U99EVE', team_id: 'T99OTHER' } })),
  ],
  [
    'an approver’s id in another workspace',
    turnedAway('workspace'),
    async (at) => send(at, click(await at.planned(), { user: { id: 'U02BEN', team_id: 'T99OTHER' } })),
  ],
  [
    'another workspace by the envelope alone',
    turnedAway('workspace'),
    async (at) => send(at, click(await at.planned(), { user: { id: 'U02BEN' }, team: { id: 'T99OTHER', domain: 'other' } })),
  ],
  [
    'a slash command from another workspace',
    turnedAway('workspace'),
    async (at) => {
      const plan = await at.planned();
      const form = {
        command: '/k8sdoc',
        text: `approve ${plan.id}`,
        user_id: 'U02BEN',
        team_id: 'T99OTHER',
        channel_id: 'C01GEN',
        trigger_id: `attempt.${(trigger += 1)}`,
      };
      await signed(at.slackUrl, at.slackSecret, { form: { ...form, response_url: `${at.slackUrl}/none` } });
    },
  ],
  [
    'a mention by a stranger in a shared channel',
    turnedAway('workspace'),
    async (at) => {
      const plan = await at.planned();
      const event = {
        type: 'app_mention',
        user: 'U99EVE',
        team: 'T99OTHER',
        channel: 'C01GEN',
        text: `<@U0BOT> approve ${plan.id}`,
        ts: '1700000001.000100',
        event_ts: '1700000001.000100',
      };
      const envelope = { type: 'event_callback', team_id: 'T01TEST', api_app_id: 'A01APP', event_id: `Ev${(trigger += 1)}`, event_time: 1, event };
      await signed(at.slackUrl, at.slackSecret, { json: envelope });
    },
  ],
  [
    'somebody who is no approver',
    refusedReview('not-an-approver'),
    async (at) => send(at, click(await at.planned(), { user: { id: 'U03EVE', team_id: 'T01TEST' } })),
  ],
  [
    'the requester, who is an approver',
    refusedReview('own-plan'),
    async (at) => send(at, click(await at.planned({ by: slackAna }), { user: { id: 'U01ANA', team_id: 'T01TEST' } })),
  ],
  [
    'an approver whose account was closed',
    refusedReview('not-an-approver'),
    async (at) => {
      const plan = await at.planned();
      at.closed.add(slackBen);
      await send(at, click(plan));
    },
  ],
  [
    'an edited hash',
    refusedReview('stale'),
    async (at) => {
      const plan = await at.planned();
      await send(at, click(plan, {}, { value: JSON.stringify(on(plan, { hash: 'f'.repeat(64) })) }));
    },
  ],
  [
    'the hash of one plan on the id of another',
    refusedReview('stale'),
    async (at) => {
      const [plan, other] = [await at.planned(), await at.planned({ risk: 'high' })];
      await send(at, click(plan, {}, { value: JSON.stringify(on(plan, { hash: other.hash })) }));
    },
  ],
  [
    'an argv of its own in the payload',
    turnedAway('button'),
    async (at) => {
      const plan = await at.planned();
      await send(at, click(plan, {}, { value: JSON.stringify(on(plan, { argv: ['reboot'] })) }));
    },
  ],
  [
    'another actor in the payload',
    turnedAway('button'),
    async (at) => {
      const plan = await at.planned();
      await send(at, click(plan, { user: { id: 'U03EVE', team_id: 'T01TEST' } }, { value: JSON.stringify(on(plan, { actor: slackBen })) }));
    },
  ],
  ['a button that does not exist', turnedAway('button'), async (at) => send(at, click(await at.planned(), {}, { action_id: 'plan:execute' }))],
  ['a value that is not JSON', turnedAway('button'), async (at) => send(at, click(await at.planned(), {}, { value: '$(reboot)' }))],
  [
    'a value of ten kilobytes',
    turnedAway('button'),
    async (at) => send(at, click(await at.planned(), {}, { value: JSON.stringify({ x: 'a'.repeat(10_000) }) })),
  ],
  ['no value', turnedAway('button'), async (at) => send(at, click(await at.planned(), {}, { value: undefined }))],
  ['a payload without its parts', turnedAway('unreadable'), async (at) => send(at, { ...click(await at.planned()), trigger_id: 7 })],
  [
    'a remediation with a command behind it',
    refusedRequest(/no fix called/u),
    async (at) => {
      const incident = await at.checked(requester, 0);
      const value = JSON.stringify({ about: 'entry', incident, entry });
      const plan = await at.planned();
      await send(at, click(plan, {}, { action_id: 'fix:plan:recreate-bridge; reboot', value }));
    },
  ],
  [
    'a dialog with a forged memory, by somebody who is no approver',
    refusedReview('not-an-approver'),
    async (at) => {
      const plan = await at.planned();
      const memory = { press: { id: 'plan:approve', value: on(plan) }, channel: 'C01GEN', direct: false };
      const view = { id: 'V1', type: 'modal', callback_id: 'form', private_metadata: JSON.stringify(memory), state: { values: {} } };
      await send(at, {
        type: 'view_submission',
        user: { id: 'U03EVE', team_id: 'T01TEST' },
        team: { id: 'T01TEST' },
        trigger_id: `attempt.${(trigger += 1)}`,
        view,
      });
    },
  ],
  [
    'a click on a superseded plan',
    refusedReview('decided'),
    async (at) => {
      const plan = await at.planned();
      at.config.policy.rules = [{ name: 'more', when: {}, approvals: 2 }];
      await at.desk.line(at.speaker(requester), `fix ${plan.incident}`);
      await send(at, click(plan));
    },
  ],
];

/** A press as the page sends it, with what is wrong about it. */
const post = (at: Stage, plan: Plan, headers: Readonly<Record<string, string>>, body: object = {}) =>
  fetch(`${at.browserUrl}/api/press`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'k8sdoc-person': encodeURIComponent(bo), origin: at.browserUrl, ...headers },
    body: JSON.stringify({ action: { id: 'plan:approve', value: on(plan) }, ...body }),
  });

const inTheBrowser: readonly Attempt[] = [
  ['a form of another site', turnedAway('origin'), async (at) => post(at, await at.planned(), { origin: 'https://evil.example' })],
  ['a page without an origin', turnedAway('origin'), async (at) => post(at, await at.planned(), { origin: 'null' })],
  [
    'a page of a host whose name only begins alike',
    turnedAway('origin'),
    async (at) => post(at, await at.planned(), { origin: `${at.browserUrl}.evil.example` }),
  ],
  ['a request across sites', turnedAway('origin'), async (at) => post(at, await at.planned(), { 'sec-fetch-site': 'cross-site' })],
  ['an identity of Slack', turnedAway('person'), async (at) => post(at, await at.planned(), { 'k8sdoc-person': encodeURIComponent(slackBen) })],
  ['an identity of the terminal', turnedAway('person'), async (at) => post(at, await at.planned(), { 'k8sdoc-person': 'terminal%3Aroot' })],
  ['no identity', turnedAway('person'), async (at) => post(at, await at.planned(), { 'k8sdoc-person': '' })],
  ['a person who is no approver', refusedReview('not-an-approver'), async (at) => post(at, await at.planned(), { 'k8sdoc-person': encodeURIComponent(eve) })],
  ['a form’s content type', turnedAway('malformed'), async (at) => post(at, await at.planned(), { 'content-type': 'text/plain' })],
  ['an actor in the body', turnedAway('malformed'), async (at) => post(at, await at.planned(), {}, { actor: bo })],
  [
    'a button that does not exist',
    turnedAway('malformed'),
    async (at) => {
      const plan = await at.planned();
      await post(at, plan, {}, { action: { id: 'plan:execute' as ActionId, value: on(plan) } });
    },
  ],
  [
    'a path as the plan',
    turnedAway('malformed'),
    async (at) => {
      const plan = await at.planned();
      await post(at, plan, {}, { action: { id: 'plan:approve', value: on(plan, { plan: '../../plans' }) } });
    },
  ],
];

describe.skipIf(missing !== undefined)(`attempts to get an unapproved or another command run${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let at: Stage;
  let before: number;
  let count = 0;
  /** What reached a target beside the reads of the checks and the guard, to the letter. */
  const changes = (): readonly string[] => at.reached.filter((line) => !reads.has(line));

  beforeAll(async () => {
    at = await startStage();
  });
  afterAll(() => at.stop());
  beforeEach(async () => {
    await at.reset();
    for (const person of [bo, cy, requester]) await at.backbone.stores.codes.remove(person, { at: plan0, by: person, what: 'step-up.removed', details: {} });
    before = (await at.rows(0)).at(-1)?.seq ?? 0;
    for (let page = await at.rows(before); page.length > 0; page = await at.rows(before)) before = page.at(-1)?.seq ?? before;
  });
  afterEach(() => {
    count += 1;
  });

  const tried = async (trace: Trace, attempt: (at: Stage) => Promise<unknown>): Promise<void> => {
    const reachedBefore = changes().length;
    await attempt(at);
    await until(
      async () => {
        const rows = await at.rows(before);
        return rows.some((row) => row.what === trace.what && (trace.says?.test(JSON.stringify(row.details)) ?? true)) ? true : undefined;
      },
      `${trace.what} ${String(trace.says ?? '')} in the record`,
    ).catch(async (error: unknown) => {
      const there = (await at.rows(before)).map((row) => `${row.what} ${JSON.stringify(row.details)}`);
      throw new Error(`it is not in the record; there is\n${there.join('\n')}`, { cause: error });
    });
    const rows = await at.rows(before);
    expect(rows.filter((row) => row.what === 'step.started')).toEqual([]);
    expect(changes().length).toBe(reachedBefore);
  };

  describe.each([
    ['deciding', deciding],
    ['parameters', parameters],
    ['between approval and execution', racing],
    ['stolen sessions', stolenSessions],
    ['Slack', inSlack],
    ['the browser', inTheBrowser],
  ] as const)('%s', (_name, attempts) => {
    it.each(attempts)('%s', (_what, trace, attempt) => tried(trace, attempt));
  });

  it('were at least sixty', () => {
    expect(count).toBeGreaterThanOrEqual(60);
  });

  it('are against a bot that does run what was approved, once, however often the approval is replayed', async () => {
    const plan = await at.planned();
    const approval = click(plan);
    for (let time = 0; time < 4; time += 1) await send(at, approval);
    await until(async () => ((await at.plan(plan)).state === 'fixed' ? true : undefined), 'the fix', 30_000);
    await send(at, click(plan));
    await until(async () => ((await at.rows(before)).some((row) => row.what === 'review.refused') ? true : undefined), 'the late click in the record');
    const rows = await at.rows(before);
    expect(rows.filter((row) => row.what === 'step.started')).toHaveLength(1);
    expect(changes()).toEqual(['sudo -n -- ip link delete cni0']);
    const ran = rows.find((row) => row.what === 'step.started');
    expect(ran).toMatchObject({
      approvals: [{ by: slackBen, hash: plan.hash, from: { face: 'slack', place: 'C01GEN', message: '1700000000.000100' } }],
      target: { on: 'node', name: 'demo-node' },
      details: { ran: { bytes: 'sudo -n -- ip link delete cni0' } },
    });
  });

  it('leave a record that is intact', async () => {
    expect(await at.backbone.stores.audit.verify()).toMatchObject({ intact: true });
  });
});
