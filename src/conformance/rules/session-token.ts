import type { SessionRules } from '../../contract/adapter.ts';
import type { PartnerReply } from '../../contract/exchange.ts';
import { openSession } from '../exchange.ts';
import { stampOf } from '../hear.ts';
import { note, type Note, type Rule, skipped } from '../rule.ts';
import type { Subject } from '../subject/subject.ts';

const HTML = '<!DOCTYPE html><html><body>401</body></html>';

/** The same call goes out again only over the partner's own word that it did nothing. */
export const sessionToken: Rule = {
  name: 'session-token',
  promise:
    'A token is granted by the partner’s own answer alone, and refused by its code, never by a status.',
  why: 'A proxy’s 401 for an order that was executed would send the order a second time.',

  async check(subject) {
    const { session } = subject.adapter;
    if (session === undefined) {
      return [skipped('session', 'each request proves itself by a signature or a key')];
    }
    return [...(await authorizes(subject, session)), ...byTheCode(subject, session)];
  },
};

async function authorizes(subject: Subject, session: SessionRules): Promise<readonly Note[]> {
  const { request } = subject.adapter.submit(subject.instruction, stampOf(subject));
  const authorized = session.authorize(request, 'KIT-TOKEN');
  return [
    note(
      'granted',
      await openSession(subject).probe(),
      'the sandbox grants no token that it accepts',
    ),
    note(
      'carried',
      JSON.stringify(authorized).includes('KIT-TOKEN'),
      'authorize() does not carry the token',
    ),
    note('content', authorized.body === request.body, 'authorize() changes the content'),
  ];
}

function byTheCode(subject: Subject, session: SessionRules): readonly Note[] {
  const replies: readonly PartnerReply[] = [
    { status: 401, headers: { 'content-type': 'text/html' }, body: HTML },
    { status: 401, headers: {}, body: '' },
    { status: 403, headers: { 'content-type': 'application/json' }, body: '{}' },
    { status: 200, headers: { 'content-type': 'text/html' }, body: HTML },
  ];
  return replies.flatMap((reply) => {
    const name = `${reply.status} ${reply.body === '' ? 'empty' : reply.body.slice(0, 9)}`;
    const granted = session.read(reply, subject.atMs).kind === 'granted';
    return [
      note(
        `refusal by ${name}`,
        !session.isTokenRefusal(reply),
        `${name} is taken for the partner's token refusal`,
      ),
      note(`grant by ${name}`, !granted, `${name} is taken for a token`),
    ];
  });
}
