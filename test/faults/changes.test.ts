/** What changes must withstand. The same proofs with more rounds: `npm run soak -- fixes 300`, `approvals 200`, `outages 50`, `clicks 2500`, `prompts 200`. */
import { describe, expect, it } from 'vitest';
import { noLocalSlack } from '../local-slack.ts';
import { approvalRounds } from '../soak/approvals.ts';
import { clickRounds, promptRounds } from '../soak/clicks.ts';
import { fixRounds } from '../soak/fixes.ts';
import { outageRounds } from '../soak/outages.ts';

const missing = await noLocalSlack();

describe('fixes of which a third are sabotaged', () => {
  it('are said to be fixed where they are, and nowhere else', async () => {
    expect(await fixRounds(36)).toEqual({ fixes: 36, sabotaged: 12, saidFixed: 24, wrong: [] });
  }, 300_000);
});

describe('fifty presses of Approve at once', () => {
  it('count once and run once', async () => {
    expect(await approvalRounds(10)).toMatchObject({ clicks: 500, counted: 10, executions: 10, wrong: [] });
  }, 300_000);
});

describe('a database that is restarted and whose connections are cut under load', () => {
  it('loses nothing, makes nothing run twice, and is said to be away', async () => {
    const report = await outageRounds(10);
    expect(report).toMatchObject({ cuts: 8, restarts: 2, healthSaidAway: 2, wrong: [] });
    expect(report.ended['fixed']).toBeGreaterThan(3);
  }, 300_000);
});

describe.skipIf(missing !== undefined)(`presses in Slack, with two bot processes${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  it('take effect once, though each is delivered four times', async () => {
    expect(await clickRounds(100)).toEqual({ clicks: 100, deliveries: 400, effects: 100 });
  }, 300_000);

  it('count the first time, after a restart too', async () => {
    expect(await promptRounds(20)).toEqual({ prompts: 20, counted: 20 });
  }, 300_000);
});
