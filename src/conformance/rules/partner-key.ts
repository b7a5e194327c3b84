import type { Instruction, PartnerAdapter } from '../../contract/adapter.ts';
import { stampOf, wireOf } from '../hear.ts';
import { valuesUnder } from '../key-field.ts';
import { note, type Note, type Rule, skipped } from '../rule.ts';
import type { Subject, WireRequest } from '../subject/subject.ts';

const OTHER_KEY = 'KITKITKITKITKITKITKITKITKITKIT22';

/** Never paying twice hangs on one field on the wire being the same every time (R5). */
export const partnerKey: Rule = {
  name: 'partner-key',
  promise:
    'The field that the record names carries our key and nothing else, the same in each copy, another only for another attempt.',
  why: 'A retry under a new key is a second payment; a key that two payouts share leaves one of them unpaid.',

  check(subject) {
    const { adapter, instruction, partner } = subject;
    const { keyField, keyLengthMax, keyPattern } = adapter.capabilities;
    const { partnerKey: key } = instruction;
    const file = `adapters/${partner}`;
    const field = `${file}: the field "${keyField}"`;
    const first = submitted(subject, adapter, instruction, 0);
    const copies = copiesOf(subject).map(([from, copy, number]) =>
      submitted(subject, from, copy, number),
    );
    const other = submitted(subject, adapter, { ...instruction, partnerKey: OTHER_KEY }, 0);
    return [
      note(
        'field',
        first.keys.length > 0,
        `${file}/capabilities.ts: keyField is "${keyField}", but the submit has no such field`,
      ),
      note('carried', isAlways(first, key), `${field} carries ${first.keys.join()}, not our key`),
      note(
        'fits',
        key.length <= keyLengthMax && new RegExp(keyPattern).test(key),
        `${file}/capabilities.ts: keyPattern or keyLengthMax does not allow "${key}"`,
      ),
      note(
        'stable',
        copies.every((copy) => isAlways(copy, key) && samePlaces(first, copy, key)),
        `${field}, or another place of the key, is another one in a later copy`,
      ),
      note(
        'another attempt',
        isAlways(other, OTHER_KEY) && !other.text.includes(key),
        `${field} does not carry the key of another attempt`,
      ),
      inquiryCarries(subject, file),
    ];
  },
};

/**
 * A later copy, that knows what the partner called the attempt; one after a restart; one after a
 * refusal, because the engine alone chooses keys.
 */
function copiesOf(subject: Subject) {
  const { adapter, instruction } = subject;
  return [
    [adapter, { ...instruction, partnerReference: 'KIT-REFERENCE' }, 7],
    [subject.createAdapter(), instruction, 8],
    [adapter, { ...instruction, supersededReferences: ['KIT-OLD'] }, 9],
  ] as const satisfies readonly (readonly [PartnerAdapter, Instruction, number])[];
}

interface Submitted {
  /** What the named field carries, each time that it stands there. */
  readonly keys: readonly string[];
  readonly text: string;
  readonly headers: readonly string[];
}

function submitted(
  subject: Subject,
  adapter: PartnerAdapter,
  instruction: Instruction,
  number: number,
): Submitted {
  const request = wireOf(adapter.submit(instruction, stampOf(subject, number)).request);
  const content = contentOf(subject, request);
  return {
    keys: valuesUnder(request, content, adapter.capabilities.keyField),
    text: textOf(request, content),
    headers: Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`),
  };
}

/** What only the partner can read in a request. */
function contentOf({ voice }: Subject, request: WireRequest): string {
  return voice.openRequest?.(request) ?? request.body;
}

function textOf(request: WireRequest, content: string): string {
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  return [request.path, ...headers, content].join('\n');
}

function isAlways({ keys }: Submitted, key: string): boolean {
  return keys.length > 0 && keys.every((value) => value === key);
}

function samePlaces(one: Submitted, other: Submitted, key: string): boolean {
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
    textOf(request, contentOf(subject, request)).includes(wanted),
    `${file}: the inquiry asks by something else than the ${inquiryBy} that the record names`,
  );
}
