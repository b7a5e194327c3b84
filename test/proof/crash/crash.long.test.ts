/**
 * Goal: wherever the gateway is killed, nothing it said it took is lost, nobody is paid twice, a
 * key keeps naming its payout, and every caller is told of every end under one webhook id.
 * Method: the gateway as a real process on a real SQLite file kills itself with SIGKILL at each
 * named point once; the banks and the caller's endpoint live on here and judge in the end.
 */
import { expect, it } from 'vitest';

import { countsOf } from '../../../src/oracle/equation.ts';
import { CRASH_POINT_NAMES } from '../../../src/proof/crash/crash-points.ts';
import { liveThrough } from '../../../src/proof/crash/crash-life.ts';

it(
  'loses nothing and pays nobody twice when it dies at each named point in turn',
  { timeout: 120_000 },
  async () => {
    const kills = CRASH_POINT_NAMES.map((point) => ({ point, passing: 4, delayMicros: 150 }));

    const life = await liveThrough(kills, { payoutsPerKill: 12, name: 'each-point' });

    // Whether a strike inside SQLite comes a microsecond late is the machine's business.
    expect(life.kills.filter(({ died }) => died === 'outside')).toEqual([]);
    for (const { point, judgement } of life.kills) {
      expect({ point, ...countsOf(judgement) }).toMatchObject({
        point,
        accepted: 12,
        paid: 12,
        holds: true,
      });
    }
    expect(life).toMatchObject({ renamed: [], strangers: [], untold: [], contradictions: [] });
    const recovered = life.kills.reduce((sum, kill) => sum + kill.recovered, 0);
    expect(recovered).toBeGreaterThan(0);
  },
);
