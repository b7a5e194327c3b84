import { stampOf, wireOf } from '../hear.ts';
import { note, type Note, type Rule } from '../rule.ts';
import type { Subject } from '../subject/subject.ts';

const HTML = '<!DOCTYPE html><html><body>Welcome</body></html>';

/** A breaker closes by what the probe says. */
export const probeHonest: Rule = {
  name: 'probe-honest',
  promise:
    'The probe is the call that the record names, and takes nothing but the partner’s own answer for a sign of life.',
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
    const taken = replies.map(([name, reply]) => {
      const { alive } = adapter.probe(stampOf(subject)).read(reply, atMs);
      return note(name, !alive, `the probe takes ${name} for a sign of life`);
    });
    return [...taken, asNamed(subject)];
  },
};

/** `GET /balance` is method and beginning of the path; a word alone stands somewhere in the call. */
function asNamed(subject: Subject): Note {
  const { harmlessProbe } = subject.adapter.capabilities;
  const request = wireOf(subject.adapter.probe(stampOf(subject)).request);
  const call = `${request.method} ${request.path}`;
  return note(
    'named',
    harmlessProbe.includes(' ')
      ? call.startsWith(harmlessProbe)
      : `${call}\n${subject.voice.openRequest?.(request) ?? ''}\n${request.body}`.includes(
          harmlessProbe,
        ),
    `adapters/${subject.partner}/capabilities.ts: harmlessProbe is "${harmlessProbe}", but the probe is ${call}`,
  );
}
