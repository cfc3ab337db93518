import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buttonsOf, noLocalSlack, shownIn, until } from '../local-slack.ts';
import type { LocalMessage } from '../local-slack.ts';
import { replies } from '../replies.ts';
import { entry, fault, told } from './slack-desk.ts';
import { byBot, quiet, run } from './slack-run.ts';
import type { Running } from './slack-run.ts';

const missing = await noLocalSlack();
if (missing !== undefined && process.env['CI'] === 'true') throw new Error(missing);

const general = 'C01GEN';
const ana = 'U01ANA';
const ben = 'U02BEN';

describe.skipIf(missing !== undefined).each(['socket', 'http'] as const)(`Slack by %s${missing === undefined ? '' : ` (skipped: ${missing})`}`, (mode) => {
  let at: Running;
  const oneAnswer = async (channel = general, count = 1): Promise<LocalMessage> =>
    until(async () => {
      const found = byBot(await at.slack.messages(channel));
      return found.length >= count ? found[count - 1] : undefined;
    }, `answer ${count} of the bot`);
  const card = async (): Promise<LocalMessage> => {
    await at.slack.post(general, ana, fault);
    return oneAnswer();
  };

  beforeEach(async () => {
    at = await run(mode);
  });
  afterEach(async () => {
    await at.stop();
  });

  it('says that it is connected, and as whom', () => {
    expect(at.bot.health()).toMatchObject({ mode, state: 'connected', team: 'T01TEST', bot: 'U0BOT' });
  });

  it('answers a pasted error in its thread, and remembers where', async () => {
    const ts = await at.slack.post(general, ana, `help &lt;nil&gt;\n${fault}`);
    const answer = await oneAnswer();
    expect(answer.thread_ts).toBe(ts);
    expect(shownIn(answer)).toContain(fault);
    expect(buttonsOf(answer).map((button) => button.action_id)).toEqual(['check:run', 'fix:plan:recreate-bridge']);
    expect(at.desk.asked[0]).toMatchObject({
      what: 'overhear',
      text: `help <nil>\n${fault}`,
      speaker: { actor: 'slack:T01TEST/U01ANA', origin: { face: 'slack', place: general, message: ts } },
    });
    await until(
      () => ([...at.desk.posts.values()].some((post) => post.message === answer.ts && post.shown === 1) ? true : undefined),
      'the post to be remembered',
    );
  });

  it('is silent where it is not sure', async () => {
    await at.slack.post(general, ana, 'lunch?');
    await until(() => (at.desk.asked.length > 0 ? true : undefined), 'the desk to hear it');
    await quiet();
    expect(byBot(await at.slack.messages(general))).toEqual([]);
  });

  it('looks at an edited message again, and never answers it twice', async () => {
    const ts = await at.slack.post(general, ana, 'something broke');
    await at.slack.edit(general, ana, ts, `something broke: ${fault}`);
    expect((await oneAnswer()).thread_ts).toBe(ts);
    await at.slack.edit(general, ana, ts, `something broke badly: ${fault}`);
    await until(() => (at.desk.asked.filter((asked) => asked.what === 'overhear').length >= 3 ? true : undefined), 'the second edit');
    await quiet();
    expect(byBot(await at.slack.messages(general))).toHaveLength(1);
  });

  it('reads an uploaded log, and does not speak of an uploaded picture', async () => {
    await at.slack.upload(general, ana, 'kubelet.log', `line one\n${fault}\n`, 'from worker-1');
    expect(shownIn(await oneAnswer())).toContain('cni0');
    expect(at.desk.asked[0]?.text).toBe(`from worker-1\nline one\n${fault}\n`);
    await at.slack.upload(general, ana, 'screen.png', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]));
    await quiet();
    expect(byBot(await at.slack.messages(general))).toHaveLength(1);
  });

  it('says kindly that it cannot read a picture when it is asked', async () => {
    const channel = await at.slack.direct(ana);
    await at.slack.upload(channel, ana, 'screen.png', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]));
    expect(shownIn(await oneAnswer(channel))).toContain('screen.png is not text');
  });

  it('runs a line that it is mentioned with, once, and diagnoses any other text', async () => {
    await at.slack.post(general, ana, '<@U0BOT> check cni/cni0-ip-conflict —node worker-1');
    const refusal = await oneAnswer();
    expect(refusal).toMatchObject({ subtype: 'ephemeral', ephemeral_to: ana });
    await at.slack.post(general, ben, `<@U0BOT> why is this?\n${fault}`);
    expect((await oneAnswer(general, 2)).subtype).toBeUndefined();
    expect(at.desk.asked.map(({ what, text }) => [what, text])).toEqual([
      ['line', 'check cni/cni0-ip-conflict --node worker-1'],
      ['diagnose', `why is this?\n${fault}`],
    ]);
  });

  it('looks at what a thread is about when it is only named in it', async () => {
    const ts = await at.slack.post(general, ana, 'what is this');
    await at.slack.post(general, ben, '<@U0BOT>', ts);
    expect((await oneAnswer()).thread_ts).toBe(ts);
    expect(at.desk.asked.at(-1)).toMatchObject({ what: 'diagnose', text: 'what is this' });
  });

  it('answers direct messages', async () => {
    const channel = await at.slack.direct(ana);
    await at.slack.post(channel, ana, 'kb list');
    expect(shownIn(await oneAnswer(channel))).toContain('ran: kb list');
    await at.slack.post(channel, ana, 'no idea what this is');
    expect(shownIn(await oneAnswer(channel, 2))).toContain('Nothing matches.');
    expect(byBot(await at.slack.messages(channel))).toHaveLength(2);
  });

  it('answers a slash command to the person alone, and a card to the channel', async () => {
    await at.slack.command(general, ana, 'kb list');
    expect(await oneAnswer()).toMatchObject({ subtype: 'ephemeral', ephemeral_to: ana });
    await at.slack.command(general, ana, fault);
    const card = await oneAnswer(general, 2);
    expect(card.subtype).toBeUndefined();
    expect(card.thread_ts).toBeUndefined();
    await at.slack.command(general, ana, '');
    expect(shownIn(await oneAnswer(general, 3))).toContain('ran: help');
  });

  it('brings the card up to date where it was pressed, and when there is news', async () => {
    const posted = await card();
    await at.slack.press(posted, ben, 'check:run');
    const pressed = await until(
      async () => byBot(await at.slack.messages(general)).find((message) => shownIn(message).includes('pressed check:run')),
      'the pressed card',
    );
    expect(pressed.ts).toBe(posted.ts);
    expect(at.desk.asked.find((asked) => asked.what === 'press')).toMatchObject({ speaker: { actor: 'slack:T01TEST/U02BEN' } });
    const incident = at.desk.incidents()[0]?.id ?? expect.unreachable();
    at.desk.happen(incident, 'a check came in');
    await until(async () => byBot(await at.slack.messages(general)).find((message) => shownIn(message).includes('a check came in')), 'the news');
    at.desk.happen(incident, 'news that got lost', { news: false });
    await until(async () => byBot(await at.slack.messages(general)).find((message) => shownIn(message).includes('news that got lost')), 'the sweep');
    expect(byBot(await at.slack.messages(general))).toHaveLength(1);
  });

  it('gathers news that come fast into few updates, and ends on the last', async () => {
    await card();
    const incident = at.desk.incidents()[0]?.id ?? expect.unreachable();
    for (let index = 1; index <= 60; index++) {
      at.desk.happen(incident, `finding ${index}.`);
      await quiet(5);
    }
    await until(async () => byBot(await at.slack.messages(general)).find((message) => shownIn(message).includes('finding 60.')), 'the last finding');
    const updates = (await at.slack.log()).filter((entry) => entry.summary === 'chat.update').length;
    expect(updates).toBeLessThan(25);
  });

  it('refuses privately, in the thread', async () => {
    const posted = await card();
    at.desk.answerPress = () => Promise.resolve(replies.refusal);
    await at.slack.press(posted, ana, 'fix:plan:recreate-bridge');
    expect(await oneAnswer(general, 2)).toMatchObject({ subtype: 'ephemeral', ephemeral_to: ana, thread_ts: posted.thread_ts });
  });

  it('asks for values in a dialog, shows what was not accepted beside the field, and goes on with the rest', async () => {
    const posted = await card();
    at.desk.answerPress = (_speaker, _action, fields) =>
      Promise.resolve(
        fields === undefined || fields['expected'] !== '10.244.1.1/24'
          ? {
              ...replies.form,
              form: { ...formOf(), fields: formOf().fields.map((field) => (fields === undefined ? { ...field, problem: undefined } : field)) } as never,
            }
          : told('on its way', '已安排'),
      );
    await at.slack.press(posted, ana, 'check:run');
    const dialog = await at.slack.dialog();
    expect(dialog.callback_id).toBe('form');
    const errors = await at.slack.submit(ana, { 'field:node': { choice: 'worker-1' }, 'field:expected': { value: 'nonsense' } });
    expect(errors).toEqual({ 'field:expected': 'Not an address with a prefix length.' });
    expect(
      await at.slack.submit(ana, { 'field:node': { choice: 'worker-2' }, 'field:expected': { value: '10.244.1.1/24' }, 'field:reason': { value: 'on call' } }),
    ).toEqual({});
    expect(await oneAnswer(general, 2)).toMatchObject({ ephemeral_to: ana, thread_ts: posted.thread_ts });
    expect(at.desk.asked.at(-1)).toMatchObject({
      what: 'press',
      text: expect.stringContaining(entry),
      fields: { node: 'worker-2', expected: '10.244.1.1/24', reason: 'on call' },
    });
  });

  it('closes a dialog in time when the answer takes long, and posts the answer when it is there', async () => {
    const posted = await card();
    at.desk.answerPress = (_speaker, _action, fields) => Promise.resolve(fields === undefined ? replies.form : told('took long', '花了很久'));
    await at.slack.press(posted, ana, 'check:run');
    await at.slack.dialog();
    at.desk.delay = 3500;
    const start = performance.now();
    expect(await at.slack.submit(ana, { 'field:node': { choice: 'worker-2' } })).toEqual({});
    expect(performance.now() - start).toBeLessThan(2900);
    expect(shownIn(await oneAnswer(general, 2))).toContain('took long');
  });

  it('answers a button that it does not know', async () => {
    const posted = await card();
    const response = await fetch(`${at.slack.apiUrl.replace('/api/', '')}/_control/interact`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        channel: general,
        messageTs: posted.ts,
        user: ana,
        action: { type: 'button', action_id: 'plan:approve', value: '{"about":"plan"}' },
      }),
    });
    expect(response.ok).toBe(true);
    expect(shownIn(await oneAnswer(general, 2))).toContain('not one that k8sdoc knows');
    expect(at.desk.asked.some((asked) => asked.what === 'press')).toBe(false);
  });

  it('tells a person that something went wrong with a reference that the log has too, and no details', async () => {
    await at.slack.post(general, ana, '<@U0BOT> explode');
    const told = await oneAnswer();
    expect(told).toMatchObject({ subtype: 'ephemeral', ephemeral_to: ana });
    const reference = /reference (?<reference>[0-9a-f]{8})/u.exec(shownIn(told))?.groups?.['reference'] ?? expect.unreachable();
    expect(shownIn(told)).not.toContain('secret detail');
    expect(at.logged.some((line) => line.includes(reference) && line.includes('a secret detail'))).toBe(true);
  });

  it('keeps still in a channel that it is switched off in, and says so when it is asked', async () => {
    await at.stop();
    const channels = new Map([[general, { mode: 'off' as const }]]);
    at = await run(mode, { channels });
    await at.slack.post(general, ana, fault);
    await at.slack.post(general, ana, `<@U0BOT> ${fault}`);
    expect(shownIn(await oneAnswer())).toContain('switched off in this channel');
    expect(at.desk.asked).toEqual([]);
  });

  it('speaks the language of the channel where Slack does not tell the person’s', async () => {
    await at.stop();
    at = await run(mode, { channels: new Map([[general, { mode: 'auto' as const, language: 'zh' as const }]]) });
    expect(shownIn(await card())).toContain('cni0 的地址不同');
  });

  it('shows a person’s own incidents in App Home', async () => {
    await card();
    await at.slack.openHome(ana);
    const home = await until(() => at.slack.home(ana), 'the home of ana');
    expect(JSON.stringify(home.blocks)).toContain(entry);
    await at.slack.openHome(ben);
    expect(JSON.stringify((await until(() => at.slack.home(ben), 'the home of ben')).blocks)).not.toContain(entry);
  });

  it('posts the card of a paste that a process died over, once, also when two processes look for it', async () => {
    const ts = await at.slack.post(general, ana, 'pasted while the bot was dying');
    await at.bot.stop();
    at.desk.openBefore({ face: 'slack', place: general, message: ts }, new Date(Date.now() - 60_000));
    await Promise.all([at.start(), ...(mode === 'socket' ? [at.start()] : [])]);
    const posted = await oneAnswer();
    expect(posted.thread_ts).toBe(ts);
    await quiet(1500);
    expect(byBot(await at.slack.messages(general))).toHaveLength(1);
  });

  it('finds its own card again when a process died between posting and remembering it', async () => {
    const posted = await card();
    await until(() => (at.desk.posts.size > 0 ? true : undefined), 'the post to be remembered');
    await at.bot.stop();
    at.desk.posts.clear();
    const incident = at.desk.incidents()[0]?.id ?? expect.unreachable();
    await at.start();
    at.desk.happen(incident, 'after the restart');
    await until(
      async () => byBot(await at.slack.messages(general)).find((message) => message.ts === posted.ts && shownIn(message).includes('after the restart')),
      'the card to be brought up to date',
    );
    expect(byBot(await at.slack.messages(general))).toHaveLength(1);
  });

  it('acknowledges within three seconds while the desk takes ten', async () => {
    at.desk.delay = 10_000;
    const start = performance.now();
    await at.slack.post(general, ana, fault);
    await at.slack.command(general, ana, 'kb list');
    expect(performance.now() - start).toBeLessThan(3000);
    expect(
      shownIn(await until(async () => byBot(await at.slack.messages(general)).find((message) => message.subtype === undefined), 'the late answer', 14_000)),
    ).toContain('cni0');
  });
});

function formOf(): NonNullable<typeof replies.form.form> {
  return replies.form.form ?? expect.unreachable('the reply has a form');
}
