import type {
  Call,
  CallbackDelivery,
  CallbackReading,
  Instruction,
  PartnerAdapter,
  Stamp,
} from '../../../src/contract/adapter.ts';
import type { PartnerReply, PartnerRequest } from '../../../src/contract/exchange.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import type { Subject } from '../../../src/conformance/subject/subject.ts';

export type BendSubject = (subject: Subject) => Subject;
export type BendAdapter = (good: PartnerAdapter) => PartnerAdapter;

/** Puts a bent adapter in the place of the good one, after a restart too. */
export function bend(wrong: BendAdapter): BendSubject {
  return (subject) => {
    const adapter = wrong(subject.adapter);
    return {
      ...subject,
      adapter,
      createAdapter: () => wrong(subject.createAdapter()),
      judge: (told, other = adapter) => subject.judge(told, other),
    };
  };
}

type Lane = 'submit' | 'inquire' | 'cancel';

/** What the adapter makes of a reply, made into something else. */
export function misread(
  lanes: readonly Lane[],
  wrong: (verdict: Verdict, reply: PartnerReply, instruction: Instruction) => Verdict,
): BendSubject {
  const bent = (call: Call, instruction: Instruction): Call => ({
    ...call,
    read: (reply, nowMs) => wrong(call.read(reply, nowMs), reply, instruction),
  });
  return bend((good) => ({
    ...good,
    submit: (instruction, stamp) =>
      lanes.includes('submit')
        ? bent(good.submit(instruction, stamp), instruction)
        : good.submit(instruction, stamp),
    inquire: (instruction, stamp) =>
      lanes.includes('inquire')
        ? bent(good.inquire(instruction, stamp), instruction)
        : good.inquire(instruction, stamp),
    cancel(instruction, stamp) {
      const call = good.cancel(instruction, stamp);
      return call !== null && lanes.includes('cancel') ? bent(call, instruction) : call;
    },
  }));
}

/** What is sent, made from another instruction or at another moment. */
export function missend(
  wrong: (instruction: Instruction, stamp: Stamp) => Instruction,
): BendSubject {
  return bend((good) => ({
    ...good,
    submit: (instruction, stamp) => good.submit(wrong(instruction, stamp), stamp),
  }));
}

/** What a callback is read as, made into something else. */
export function mishear(
  wrong: (reading: CallbackReading, delivery: CallbackDelivery) => CallbackReading,
): BendSubject {
  return bend((good) => ({
    ...good,
    readCallback: (delivery, nowMs) => wrong(good.readCallback(delivery, nowMs), delivery),
  }));
}

/** A capability record with some entries replaced. */
export function misstate(changes: Partial<PartnerAdapter['capabilities']>): BendSubject {
  return bend((good) => ({ ...good, capabilities: { ...good.capabilities, ...changes } }));
}

/** What stands on the wire of a submit, alone or in a batch, made into something else. */
export function rewrite(
  wrong: (request: PartnerRequest, key: string, stamp: Stamp) => PartnerRequest,
): BendSubject {
  return bend((good) => {
    const { batch } = good;
    const submit: PartnerAdapter['submit'] = (instruction, stamp) => {
      const call = good.submit(instruction, stamp);
      return { ...call, request: wrong(call.request, instruction.partnerKey, stamp) };
    };
    if (batch === undefined) return { ...good, submit };
    return {
      ...good,
      submit,
      batch: {
        ...batch,
        submit(sent, stamp) {
          const call = batch.submit(sent, stamp);
          return { ...call, request: wrong(call.request, sent.key, stamp) };
        },
      },
    };
  });
}

/** An answer made into another one before it is read; the readers of batches included. */
export function mishearReply(
  lanes: readonly Lane[],
  wrong: (reply: PartnerReply) => PartnerReply,
): BendSubject {
  const bent = (call: Call): Call => ({
    ...call,
    read: (reply, nowMs) => call.read(wrong(reply), nowMs),
  });
  return bend((good) => ({
    ...good,
    submit: (instruction, stamp) =>
      lanes.includes('submit')
        ? bent(good.submit(instruction, stamp))
        : good.submit(instruction, stamp),
    inquire: (instruction, stamp) =>
      lanes.includes('inquire')
        ? bent(good.inquire(instruction, stamp))
        : good.inquire(instruction, stamp),
  }));
}

/** What is asked, made from another instruction. */
export function misask(wrong: (instruction: Instruction) => Instruction): BendSubject {
  return bend((good) => ({
    ...good,
    inquire: (instruction, stamp) => good.inquire(wrong(instruction), stamp),
  }));
}
