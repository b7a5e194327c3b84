import type { Instruction } from '../../contract/adapter.ts';
import { stampOf, wireOf } from '../hear.ts';
import { note, type Note, type Rule, skipped } from '../rule.ts';
import type { Subject, WireRequest } from '../subject/subject.ts';

const OTHER_KEY = 'KITKITKITKITKITKITKITKITKITKIT22';

/** Never paying twice hangs on one word on the wire being the same word every time (R5). */
export const partnerKey: Rule = {
  name: 'partner-key',
  promise:
    'Every submit carries our key in the named field, the same in each copy, another only for another attempt.',
  why: 'A retry under a new key is a second payment.',

  check(subject) {
    const { adapter, instruction, partner } = subject;
    const { keyField, keyLengthMax, keyPattern } = adapter.capabilities;
    const { partnerKey: key } = instruction;
    const file = `adapters/${partner}`;
    const first = submitted(subject, instruction, 0);
    const later = submitted(subject, { ...instruction, partnerReference: 'KIT-REFERENCE' }, 7);
    const afterRefusal = submitted(
      subject,
      { ...instruction, supersededReferences: ['KIT-OLD'] },
      9,
    );
    const other = submitted(subject, { ...instruction, partnerKey: OTHER_KEY }, 0);
    return [
      note('carried', first.text.includes(key), `${file}: the submit does not carry the key`),
      note(
        'field',
        first.text.toLowerCase().includes(lastName(keyField)),
        `${file}/capabilities.ts: keyField is "${keyField}", but the submit has no such field`,
      ),
      note(
        'fits',
        key.length <= keyLengthMax && new RegExp(keyPattern).test(key),
        `${file}/capabilities.ts: keyPattern or keyLengthMax does not allow "${key}"`,
      ),
      note(
        'stable',
        sameKeyPlaces(first, later, key),
        `${file}: a later copy carries the key otherwise`,
      ),
      note(
        'after a refusal',
        afterRefusal.text.includes(key),
        `${file}: the engine alone chooses keys; supersededReferences must not change it`,
      ),
      note(
        'another attempt',
        other.text.includes(OTHER_KEY) && !other.text.includes(key),
        `${file}: another attempt does not carry another key`,
      ),
      inquiryCarries(subject, file),
    ];
  },
};

interface Submitted {
  readonly text: string;
  readonly headers: readonly string[];
}

function submitted(subject: Subject, instruction: Instruction, number: number): Submitted {
  const request = wireOf(subject.adapter.submit(instruction, stampOf(subject, number)).request);
  return {
    text: openedText(subject, request),
    headers: Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`),
  };
}

/** What the partner sees: the request, and what only the partner can read in it. */
function openedText({ voice }: Subject, request: WireRequest): string {
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  return [request.path, ...headers, voice.openRequest?.(request) ?? request.body].join('\n');
}

function sameKeyPlaces(one: Submitted, other: Submitted, key: string): boolean {
  const carrying = ({ headers }: Submitted) => headers.filter((line) => line.includes(key)).join();
  const count = ({ text }: Submitted) => text.split(key).length;
  return carrying(one) === carrying(other) && count(one) === count(other);
}

function inquiryCarries(subject: Subject, file: string): Note {
  const { adapter, instruction } = subject;
  const { inquiryBy, inquiryHorizonMs } = adapter.capabilities;
  if (inquiryHorizonMs === null) return skipped('inquiry', 'the record says that there is none');
  const asked = {
    ...instruction,
    partnerReference: instruction.partnerReference ?? 'KIT-REFERENCE',
  };
  const wanted = inquiryBy === 'key' ? asked.partnerKey : asked.partnerReference;
  const request = wireOf(adapter.inquire(asked, stampOf(subject)).request);
  return note(
    'inquiry',
    openedText(subject, request).includes(wanted),
    `${file}: the inquiry asks by something else than the ${inquiryBy} that the record names`,
  );
}

/** `GrpHdr/MsgId` is `MsgId` on the wire. */
function lastName(field: string): string {
  return (field.split(/[/. ]/).at(-1) ?? field).toLowerCase();
}
