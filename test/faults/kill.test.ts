/** Kill -9 in the middle of a change: nothing runs twice, nothing is lost, and the state says what is known. More rounds: `npm run soak -- kills 200`. */
import { describe, expect, it } from 'vitest';
import { nodeMissing } from '../lab/namespace-node.ts';
import { killRounds } from '../soak/kills.ts';

const missing = nodeMissing();
const rounds = 25;

describe.skipIf(missing !== undefined)(`processes killed in the middle of plans of five steps${missing === undefined ? '' : ` (${missing})`}`, () => {
  it(`run no step twice, lose no plan and tell no lie in ${rounds} kills`, async () => {
    expect(await killRounds(rounds)).toMatchObject({ rounds, stepsRunTwice: 0, plansLost: 0, lies: [] });
  }, 900_000);
});
