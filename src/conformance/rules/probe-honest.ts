import { stampOf } from '../hear.ts';
import { note, type Rule } from '../rule.ts';

const HTML = '<!DOCTYPE html><html><body>Welcome</body></html>';

/** A breaker closes by what the probe says. */
export const probeHonest: Rule = {
  name: 'probe-honest',
  promise: 'The probe takes nothing but the partner’s own answer for a sign of life.',
  why: 'A login page or an empty 200 would close the circuit onto a bank that is down.',

  check(subject) {
    const { adapter, atMs } = subject;
    const replies = [
      ['an empty 200', { status: 200, headers: {}, body: '' }],
      ['an HTML 200', { status: 200, headers: { 'content-type': 'text/html' }, body: HTML }],
      [
        'an empty JSON 200',
        { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' },
      ],
      ['an HTML 502', { status: 502, headers: { 'content-type': 'text/html' }, body: HTML }],
    ] as const;
    return replies.map(([name, reply]) => {
      const { alive } = adapter.probe(stampOf(subject)).read(reply, atMs);
      return note(name, !alive, `the probe takes ${name} for a sign of life`);
    });
  },
};
