import assert from 'node:assert/strict';

import type { Bank } from '../bank/bank.ts';
import type { BehaviourName } from '../behaviours/behaviour.ts';
import { readNumber, readOperations, type WireOperation } from '../behaviours/value-syntax.ts';
import { isScripted } from '../behaviours/behaviours.ts';
import { readMagic } from '../behaviours/magic-values.ts';
import type { SandboxReply } from './messages.ts';
import { withMistake } from './mistake-header.ts';

const LATE_MS = 8_000;
const EARLY_MS = 2_000;

const MAINTENANCE_PAGE =
  '<!DOCTYPE html><html><head><title>Maintenance</title></head><body>We are back soon.</body></html>';

const HTML = { 'content-type': 'text/html; charset=utf-8' } as const;

const RESET: SandboxReply = { kind: 'reset' };
const SILENCE: SandboxReply = { kind: 'silence' };
const ERROR_500 = page(500);
const ERROR_503 = page(503);
const GARBAGE = page(200);

/** Replies that come instead of an execution, in the order in which they are drawn. */
const BEFORE: readonly (readonly [BehaviourName, SandboxReply])[] = [
  ['down', RESET],
  ['resetBeforeExecution', RESET],
  ['error500BeforeExecution', ERROR_500],
];

/** Replies that come instead of the true one, once the order is executed. */
const INSTEAD: readonly (readonly [BehaviourName, SandboxReply])[] = [
  ['resetAfterExecution', RESET],
  ['silentAfterExecution', SILENCE],
  ['error500AfterExecution', ERROR_500],
  ['garbage', GARBAGE],
];

/**
 * Puts the wire's behaviours around one operation, uniformly for every partner.
 *
 * `text` is everything in the order where magic values may stand: its free text and the creditor's
 * name. It is empty for inquiries and cancels (the bank remembers what it has seen), and so is the
 * reference for calls that concern no order, such as a balance.
 *
 * `execute` does the partner's work and gives the true reply. It is not called at all when the
 * connection breaks before the execution, and called exactly once when the reply is lost, late or
 * spoilt, because then the money has moved all the same. An order whose magic value is misspelt is
 * refused by the bank, and the answer says what is wrong with it in a header.
 */
export function applyWire(
  bank: Bank,
  operation: WireOperation,
  reference: string,
  text: string,
  execute: () => SandboxReply,
): SandboxReply {
  const { behaviours } = bank;
  assert.ok(isScripted(behaviours), 'the bank must come from createBank');
  const strike = (name: BehaviourName) =>
    behaviours.strikesWhere(name, reference, text, (value) =>
      readOperations(value).covers(operation),
    );

  for (const [name, reply] of BEFORE) {
    const struck = strike(name);
    if (struck !== null) return delayed(reply, readOperations(struck.value).delayMs ?? 0);
  }
  if (operation === 'inquire' && behaviours.strikes('inquiryDown', reference, text) !== null) {
    return ERROR_503;
  }

  const mistake = operation === 'submit' ? readMagic(text).mistake : null;
  const reply = withMistake(execute(), mistake);
  for (const [name, instead] of INSTEAD) {
    const struck = strike(name);
    if (struck !== null) return delayed(instead, readOperations(struck.value).delayMs ?? 0);
  }
  const late = strike('answerLate');
  const lateMs = late === null ? 0 : (readOperations(late.value).delayMs ?? LATE_MS);
  const early =
    operation === 'submit' ? behaviours.strikes('callbackEarly', reference, text) : null;
  const earlyMs = early === null ? 0 : readNumber(early.value, EARLY_MS);
  const answer = delayed(reply, lateMs + earlyMs);
  return answer.kind === 'answer' && strike('closeKeepAlive') !== null
    ? { ...answer, close: true }
    : answer;
}

function delayed(reply: SandboxReply, delayMs: number): SandboxReply {
  return delayMs === 0 ? reply : { ...reply, delayMs: (reply.delayMs ?? 0) + delayMs };
}

function page(status: number): SandboxReply {
  return { kind: 'answer', status, headers: HTML, body: MAINTENANCE_PAGE };
}
