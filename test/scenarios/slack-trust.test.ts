import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noLocalSlack, shownIn, signed, until } from '../local-slack.ts';
import type { LocalMessage } from '../local-slack.ts';
import { entry, fault } from './slack-desk.ts';
import { byBot, quiet, run } from './slack-run.ts';
import type { Running } from './slack-run.ts';

const missing = await noLocalSlack();
if (missing !== undefined && process.env['CI'] === 'true') throw new Error(missing);

const general = 'C01GEN';
const user = { id: 'U01ANA', team_id: 'T01TEST' };
const team = { id: 'T01TEST', domain: 'test' };
const secret = 'test-signing-secret';

describe.skipIf(missing !== undefined)(`Slack over signed HTTP${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let at: Running;
  beforeEach(async () => {
    at = await run('http');
  });
  afterEach(async () => {
    await at.stop();
  });

  const mention = (event_id: string, text: string, event: Readonly<Record<string, unknown>> = {}): unknown => ({
    type: 'event_callback',
    team_id: 'T01TEST',
    api_app_id: 'A01APP',
    event_id,
    event_time: 1,
    event: {
      type: 'app_mention',
      user: 'U01ANA',
      channel: general,
      text: `<@U0BOT> ${text}`,
      ts: '1700000000.000100',
      event_ts: '1700000000.000100',
      ...event,
    },
  });
  const click = (message: LocalMessage, trigger: string, more: Readonly<Record<string, unknown>> = {}): unknown => ({
    type: 'block_actions',
    user,
    team,
    api_app_id: 'A01APP',
    container: { type: 'message', message_ts: message.ts, channel_id: general },
    channel: { id: general, name: 'general' },
    message,
    trigger_id: trigger,
    actions: [
      {
        type: 'button',
        action_id: 'check:run',
        block_id: 'b',
        action_ts: '1',
        value: JSON.stringify({ about: 'entry', incident: at.desk.incidents()[0]?.id, entry }),
      },
    ],
    ...more,
  });
  const card = async (): Promise<LocalMessage> => {
    await at.slack.post(general, 'U01ANA', fault);
    return until(async () => byBot(await at.slack.messages(general))[0], 'the card');
  };

  it('refuses a forged signature and a stale timestamp, does nothing, and logs it', async () => {
    const forged = await signed(at.url, secret, { json: mention('Ev1', 'kb list') }, { signature: `v0=${'0'.repeat(64)}` });
    const wrongSecret = await signed(at.url, 'another-secret', { json: mention('Ev2', 'kb list') });
    const stale = await signed(at.url, secret, { json: mention('Ev3', 'kb list') }, { at: Math.floor(Date.now() / 1000) - 301 });
    const unsigned = await fetch(at.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(mention('Ev4', 'kb list')) });
    expect([forged.status, wrongSecret.status, stale.status, unsigned.status]).toEqual([401, 401, 401, 401]);
    await quiet(300);
    expect(at.desk.asked).toEqual([]);
    expect(at.logged.filter((line) => /verif|signature/iu.test(line)).length).toBeGreaterThanOrEqual(4);
  });

  it('takes a replayed event, command and press once each', async () => {
    for (let time = 0; time < 4; time++) expect((await signed(at.url, secret, { json: mention('Ev1', 'kb list') })).status).toBe(200);
    const command = {
      command: '/k8sdoc',
      text: 'kb list',
      user_id: 'U01ANA',
      team_id: 'T01TEST',
      channel_id: general,
      trigger_id: 't.1',
      response_url: `${at.slack.apiUrl.replace('/api/', '')}/_hooks/response/none`,
    };
    for (let time = 0; time < 3; time++) await signed(at.url, secret, { form: command });
    const posted = await card();
    for (let time = 0; time < 3; time++) await signed(at.url, secret, { payload: click(posted, 't.2') });
    await quiet();
    expect(at.desk.asked.filter((asked) => asked.what === 'line' && asked.speaker.origin.message === '1700000000.000100')).toHaveLength(1);
    expect(at.desk.asked.filter((asked) => asked.what === 'line' && asked.speaker.origin.message === 'command:t.1')).toHaveLength(1);
    expect(at.desk.asked.filter((asked) => asked.what === 'press')).toHaveLength(1);
  });

  it('takes a paste that is delivered twice as one, even at the same moment', async () => {
    const event = {
      type: 'event_callback',
      team_id: 'T01TEST',
      api_app_id: 'A01APP',
      event_id: 'Ev9',
      event_time: 1,
      event: {
        type: 'message',
        channel: general,
        channel_type: 'channel',
        user: 'U01ANA',
        text: fault,
        ts: '1700000000.000200',
        event_ts: '1700000000.000200',
      },
    };
    at.desk.delay = 200;
    await Promise.all(Array.from({ length: 8 }, () => signed(at.url, secret, { json: event })));
    await until(async () => byBot(await at.slack.messages(general))[0], 'the card');
    await quiet();
    expect(byBot(await at.slack.messages(general))).toHaveLength(1);
    expect(at.desk.incidents()).toHaveLength(1);
  });

  it('refuses presses and lines of people of another workspace, privately', async () => {
    const posted = await card();
    await signed(at.url, secret, { payload: click(posted, 't.3', { user: { id: 'U99EVE', team_id: 'T99OTHER' } }) });
    await signed(at.url, secret, { json: mention('Ev5', 'kb list', { user: 'U99EVE', team: 'T99OTHER' }) });
    const refusals = await until(async () => {
      const found = byBot(await at.slack.messages(general)).filter((message) => message.ephemeral_to === 'U99EVE');
      return found.length === 2 ? found : undefined;
    }, 'two refusals');
    expect(refusals.every((message) => shownIn(message).includes('Only members of this workspace'))).toBe(true);
    expect(at.desk.asked.filter((asked) => asked.what !== 'overhear' && asked.what !== 'card')).toEqual([]);
    expect(at.logged.some((line) => line.includes('U99EVE'))).toBe(true);
  });

  it('diagnoses a message from its shortcut, into its thread', async () => {
    const payload = {
      type: 'message_action',
      callback_id: 'diagnose_message',
      user,
      team,
      channel: { id: general, name: 'general' },
      trigger_id: 't.4',
      action_ts: '1',
      message_ts: '1700000000.000300',
      response_url: `${at.slack.apiUrl.replace('/api/', '')}/_hooks/response/none`,
      message: { type: 'message', user: 'U02BEN', ts: '1700000000.000300', text: `check this\n${fault}` },
    };
    expect((await signed(at.url, secret, { payload })).status).toBe(200);
    const posted = await until(async () => byBot(await at.slack.messages(general))[0], 'the card');
    expect(posted.thread_ts).toBe('1700000000.000300');
    expect(at.desk.asked[0]).toMatchObject({ what: 'diagnose', speaker: { actor: 'slack:T01TEST/U01ANA' } });
  });

  it('opens a text box from the global shortcut, and answers what is submitted in the direct messages', async () => {
    // The server has no shortcuts and so knows no trigger of one; it takes that of a command.
    await at.slack.command(general, 'U01ANA', 'kb list');
    const log = await until(async () => (await at.slack.log()).find((each) => each.kind === 'slash_commands' && each.direction === 'to_bot'), 'the command');
    const trigger = new URLSearchParams(String(log.detail)).get('trigger_id');
    expect(
      (await signed(at.url, secret, { payload: { type: 'shortcut', callback_id: 'diagnose_text', user, team, trigger_id: trigger, action_ts: '1' } })).status,
    ).toBe(200);
    expect((await at.slack.dialog()).callback_id).toBe('diagnose_text');
    await at.slack.submit('U01ANA', { paste: { value: `<nil> & ${fault}` } });
    const direct = await at.slack.direct('U01ANA');
    const posted = await until(async () => byBot(await at.slack.messages(direct))[0], 'the card');
    expect(shownIn(posted)).toContain('cni0');
    expect(at.desk.asked.at(-1)).toMatchObject({ what: 'diagnose', text: `<nil> & ${fault}` });
  });

  it('overhears other apps, and never itself', async () => {
    const message = (event_id: string, event: Readonly<Record<string, unknown>>): unknown => ({
      type: 'event_callback',
      team_id: 'T01TEST',
      api_app_id: 'A01APP',
      event_id,
      event_time: 1,
      event: { type: 'message', channel: general, channel_type: 'channel', event_ts: '1', ...event },
    });
    await signed(at.url, secret, { json: message('Ev10', { subtype: 'bot_message', bot_id: 'B0BOT', text: fault, ts: '1700000000.000400' }) });
    await signed(at.url, secret, { json: message('Ev11', { user: 'U0BOT', text: fault, ts: '1700000000.000401' }) });
    await signed(at.url, secret, {
      json: message('Ev12', {
        subtype: 'bot_message',
        bot_id: 'B77ALERT',
        text: '',
        ts: '1700000000.000402',
        attachments: [{ title: 'KubePodCrash', fields: [{ title: 'log', value: fault }] }],
      }),
    });
    const posted = await until(async () => byBot(await at.slack.messages(general))[0], 'the card');
    expect(posted.thread_ts).toBe('1700000000.000402');
    expect(at.desk.asked.filter((asked) => asked.what === 'overhear')).toMatchObject([
      { text: `KubePodCrash\nlog\n${fault}`, speaker: { actor: 'slack:T01TEST/B77ALERT' } },
    ]);
  });

  it('acknowledges within three seconds while the desk takes ten, presses and dialogs too', async () => {
    const posted = await card();
    at.desk.delay = 10_000;
    const memory = {
      press: { id: 'check:run', value: { about: 'entry', incident: at.desk.incidents()[0]?.id, entry } },
      channel: general,
      thread: posted.thread_ts,
      message: posted.ts,
      direct: false,
    };
    const answers = await Promise.all([
      signed(at.url, secret, { json: mention('Ev20', 'kb list') }),
      signed(at.url, secret, { payload: click(posted, 't.20') }),
      signed(at.url, secret, {
        payload: {
          type: 'view_submission',
          user,
          team,
          trigger_id: 't.21',
          view: { id: 'V1', type: 'modal', callback_id: 'form', private_metadata: JSON.stringify(memory), state: { values: {} } },
        },
      }),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    for (const answer of answers) expect(answer.time).toBeLessThan(3000);
  });

  it('survives bodies that are not what Slack sends', async () => {
    const bodies = [
      { json: { type: 'event_callback', event: null } },
      { json: [1, 2] },
      { payload: { type: 'block_actions', actions: [] } },
      { payload: 'x' },
      { form: { command: '/k8sdoc' } },
      { payload: { type: 'view_submission', view: { callback_id: 'form' } } },
    ];
    for (const body of bodies) await signed(at.url, secret, body);
    await signed(at.url, secret, { json: mention('Ev30', 'kb list') });
    await until(() => at.desk.asked.find((asked) => asked.text === 'kb list'), 'the next request to be answered');
  });
});
