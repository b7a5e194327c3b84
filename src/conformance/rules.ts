import type { Rule } from './rule.ts';
import { answersSealed } from './rules/answers-sealed.ts';
import { batchMembers } from './rules/batch-members.ts';
import { callbacksAnswered } from './rules/callbacks-answered.ts';
import { callbacksLate } from './rules/callbacks-late.ts';
import { callbacksRepeat } from './rules/callbacks-repeat.ts';
import { callbacksSealed } from './rules/callbacks-sealed.ts';
import { cancelHarmless } from './rules/cancel-harmless.ts';
import { capabilityRecord } from './rules/capability-record.ts';
import { clockSkew } from './rules/clock-skew.ts';
import { drainTime } from './rules/drain-time.ts';
import { duplicates } from './rules/duplicates.ts';
import { echo } from './rules/echo.ts';
import { everyAmount } from './rules/every-amount.ts';
import { finalStatus } from './rules/final-status.ts';
import { hostileReplies } from './rules/hostile-replies.ts';
import { inquiryHarmless } from './rules/inquiry-harmless.ts';
import { keyScope } from './rules/key-scope.ts';
import { keyWindow } from './rules/key-window.ts';
import { lostAnswer } from './rules/lost-answer.ts';
import { notFound } from './rules/not-found.ts';
import { nothingPrivate } from './rules/nothing-private.ts';
import { partnerKey } from './rules/partner-key.ts';
import { probeHonest } from './rules/probe-honest.ts';
import { refusedAgain } from './rules/refused-again.ts';
import { resend } from './rules/resend.ts';
import { roundTrip } from './rules/round-trip.ts';
import { samplePayouts } from './rules/sample-payouts.ts';
import { sessionToken } from './rules/session-token.ts';
import { storedMessages } from './rules/stored-messages.ts';
import { supersededRecords } from './rules/superseded-records.ts';
import { tableEntries } from './rules/table-entries.ts';
import { throttled } from './rules/throttled.ts';
import { twoPayouts } from './rules/two-payouts.ts';
import { unknownWords } from './rules/unknown-words.ts';

/** Everything that holds for every partner, in the order in which a new adapter gets there. */
export const RULES: readonly Rule[] = [
  capabilityRecord,
  storedMessages,
  tableEntries,
  roundTrip,
  everyAmount,
  finalStatus,
  partnerKey,
  twoPayouts,
  resend,
  keyWindow,
  keyScope,
  refusedAgain,
  throttled,
  unknownWords,
  hostileReplies,
  echo,
  answersSealed,
  clockSkew,
  duplicates,
  notFound,
  lostAnswer,
  drainTime,
  inquiryHarmless,
  probeHonest,
  callbacksSealed,
  callbacksRepeat,
  callbacksLate,
  callbacksAnswered,
  cancelHarmless,
  supersededRecords,
  sessionToken,
  batchMembers,
  nothingPrivate,
  samplePayouts,
];
