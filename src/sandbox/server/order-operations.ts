import type { BankInstruction, BankOrder, Placement } from '../bank/bank.ts';
import type { LedgerBank } from '../bank/ledger-bank.ts';
import type { SandboxReply } from '../partners/messages.ts';
import { applyWire } from '../partners/wire-behaviours.ts';

/** A refusal of the bank: it has forgotten the order and moved no money. */
export type Refused = Extract<Placement, { readonly kind: 'refused' }>;

/** How a partner words what its bank did, one word each; `Answer` is not sealed yet. */
export interface OrderWords<Answer> {
  submitted(instruction: BankInstruction): Answer;
  /** The same content was taken before under the reference; absent: worded like `submitted`. */
  repeated?(instruction: BankInstruction): Answer;
  /** The reference was taken before with other content; nothing was done now. */
  otherContent(instruction: BankInstruction): Answer;
  refused(refused: Refused, order: BankOrder): Answer;
  inquired(instruction: BankInstruction): Answer;
  notFound(reference: string): Answer;
  /** The order ended unexecuted; only for a partner that can cancel. */
  cancelled?(instruction: BankInstruction): Answer;
  /** The order has ended otherwise; only for a partner that can cancel. */
  tooLate?(reference: string): Answer;
}

/** A partner's operations on orders, each with the wire's behaviours around it. */
export interface OrderOperations<Request, Answer> {
  submit(request: Request, order: BankOrder): SandboxReply;
  /** Answers a submit that is no order of this partner; nothing reaches the bank. */
  refuse(request: Request, reference: string, answer: Answer): SandboxReply;
  inquire(request: Request, reference: string): SandboxReply;
  /** Throws for a partner without words for it. */
  cancel(request: Request, reference: string): SandboxReply;
  /** A question that concerns no order, such as one for the balance. */
  ask(request: Request, answer: () => Answer): SandboxReply;
}

/** What operations are made from. */
export interface OrderOperationsOptions<Request, Answer> {
  readonly bank: LedgerBank;
  readonly words: OrderWords<Answer>;
  /** Seals and sends an answer about an order; `reference` is empty when it concerns none. */
  readonly send: (request: Request, reference: string, answer: Answer) => SandboxReply;
}

/**
 * Puts a bank behind a partner's words: an order is placed, found or cancelled once, and what the
 * wire then does to the answer is the same for every partner.
 */
export function createOrderOperations<Request, Answer>({
  bank,
  words,
  send,
}: OrderOperationsOptions<Request, Answer>): OrderOperations<Request, Answer> {
  return {
    submit(request, order) {
      const { reference, text, creditorName } = order;
      return applyWire(bank, 'submit', reference, `${text} ${creditorName}`, () =>
        send(request, reference, wordPlacement(words, order, bank.place(order))),
      );
    },
    refuse: (request, reference, answer) =>
      applyWire(bank, 'submit', reference, '', () => send(request, '', answer)),
    inquire: (request, reference) =>
      applyWire(bank, 'inquire', reference, '', () => {
        const found = bank.find(reference);
        const answer = found === null ? words.notFound(reference) : words.inquired(found);
        return send(request, reference, answer);
      }),
    cancel: (request, reference) =>
      applyWire(bank, 'cancel', reference, '', () =>
        send(request, reference, wordCancel(words, bank, reference)),
      ),
    ask: (request, answer) => applyWire(bank, 'inquire', '', '', () => send(request, '', answer())),
  };
}

function wordPlacement<Answer>(
  words: OrderWords<Answer>,
  order: BankOrder,
  placement: Placement,
): Answer {
  switch (placement.kind) {
    case 'taken':
      return words.submitted(placement.instruction);
    case 'repeat':
      return (words.repeated ?? words.submitted)(placement.instruction);
    case 'otherContent':
      return words.otherContent(placement.instruction);
    case 'refused':
      return words.refused(placement, order);
  }
}

function wordCancel<Answer>(
  { notFound, tooLate, cancelled }: OrderWords<Answer>,
  bank: LedgerBank,
  reference: string,
): Answer {
  if (tooLate === undefined || cancelled === undefined) {
    throw new TypeError(`${bank.partner} sandbox: no words for a cancel`);
  }
  const outcome = bank.cancel(reference);
  if (outcome === 'tooLate') return tooLate(reference);
  const order = bank.ordersUnder(reference).at(-1);
  return order === undefined ? notFound(reference) : cancelled(order.instruction);
}
