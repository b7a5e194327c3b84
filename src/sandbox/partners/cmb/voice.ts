import { canonicalText, type Fields, fieldsIn, readFields } from '../../server/json-fields.ts';
import type { SandboxRequest } from '../messages.ts';
import type { PartnerVoice } from '../partner-voice.ts';
import type { CmbKeys } from './keys.ts';
import type { Dialect } from './dialects.ts';
import { bookedReference } from './merchant-key.ts';
import { sealNotice } from './notices.ts';
import { sealAnswer } from './seal-answer.ts';

const NOTICE_NUMBER = '1534062647609700354';

/**
 * China Merchants Bank's voice: an answer's document is its `response`, head and all, with sorted
 * keys; a notice's is its `notdat`. Answers come in the dialect of the question, notices in the
 * agreed one; both dialects are opened.
 *
 * A request reads as its function and its body, a payment as the bank's books call it: without the request's own number and time, and under
 * the key that its `yurRef` spells.
 */
export function cmbVoice(keys: CmbKeys): PartnerVoice {
  const dialects = [keys.rsa, keys.sm];
  return {
    openAnswer: (body) => canonicalText(messageIn(dialects, body).get('response')),
    openNotice: (body) => contentIn(dialects, body),
    answer(request, { status, document }, { atMs, manner }) {
      const seal = { nowMs: atMs, key: 'current', manner } as const;
      return {
        status,
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        body: sealAnswer(dialectOf(keys, request), sorted(document), seal),
      };
    },
    notice(document, { atMs, manner }) {
      const seal = { nowMs: atMs, key: 'current', manner } as const;
      return {
        headers: { 'content-type': 'application/json' },
        body: sealNotice(keys, document, NOTICE_NUMBER, seal),
      };
    },
    openRequest: (request) => openPayment(keys, request),
  };
}

/** The dialect that a request is written in; see `read-request.ts`. */
function dialectOf(keys: CmbKeys, { body }: SandboxRequest): Dialect {
  return new URLSearchParams(body).get('ALG') === 'SM' ? keys.sm : keys.rsa;
}

function messageIn(dialects: readonly Dialect[], sealed: string): Fields {
  const messages = dialects.map((dialect) => readFields(dialect.open(sealed) ?? ''));
  const message = messages.find((candidate) => candidate !== null);
  if (message === null || message === undefined)
    throw new Error('cmb sandbox: not an answer of this bank');
  return message;
}

function contentIn(dialects: readonly Dialect[], body: string): string {
  const sealed = String(readFields(body)?.get('enptData'));
  const notices = dialects.map((dialect) => readFields(dialect.openNotice(sealed) ?? ''));
  const content = notices.find((candidate) => candidate !== null)?.get('notdat');
  if (typeof content !== 'string') throw new Error('cmb sandbox: not a notice of this bank');
  return content;
}

/** Sorted again, as a changed document needs; text that is no JSON (any more) goes as it stands. */
function sorted(document: string): string {
  const fields = readFields(document);
  return fields === null ? document : canonicalText(fields);
}

function openPayment(keys: CmbKeys, request: SandboxRequest): string {
  const data = new URLSearchParams(request.body).get('DATA') ?? '';
  const message = readFields(dialectOf(keys, request).open(data) ?? '');
  const call = fieldsIn(message, 'request');
  const funcode = fieldsIn(call, 'head').get('funcode');
  const said = { funcode, ...Object.fromEntries(fieldsIn(call, 'body')) };
  return JSON.stringify(said, (name, value: unknown) =>
    name === 'yurRef' && typeof value === 'string' ? bookedReference(value) : value,
  );
}
