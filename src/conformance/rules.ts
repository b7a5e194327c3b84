import type { Rule } from './rule.ts';
import { answersSealed } from './rules/answers-sealed.ts';
import { batchMembers } from './rules/batch-members.ts';
import { callbacksAnswered } from './rules/callbacks-answered.ts';
import { callbacksRepeat } from './rules/callbacks-repeat.ts';
import { callbacksSealed } from './rules/callbacks-sealed.ts';
import { capabilityRecord } from './rules/capability-record.ts';
import { clockSkew } from './rules/clock-skew.ts';
import { duplicates } from './rules/duplicates.ts';
import { echo } from './rules/echo.ts';
import { hostileReplies } from './rules/hostile-replies.ts';
import { inquiryHarmless } from './rules/inquiry-harmless.ts';
import { notFound } from './rules/not-found.ts';
import { nothingPrivate } from './rules/nothing-private.ts';
import { partnerKey } from './rules/partner-key.ts';
import { probeHonest } from './rules/probe-honest.ts';
import { resend } from './rules/resend.ts';
import { roundTrip } from './rules/round-trip.ts';
import { sessionToken } from './rules/session-token.ts';
import { storedMessages } from './rules/stored-messages.ts';
import { supersededRecords } from './rules/superseded-records.ts';
import { tableEntries } from './rules/table-entries.ts';
import { unknownWords } from './rules/unknown-words.ts';

/** Everything that holds for every partner, in the order in which a new adapter gets there. */
export const RULES: readonly Rule[] = [
  capabilityRecord,
  storedMessages,
  tableEntries,
  roundTrip,
  partnerKey,
  resend,
  unknownWords,
  hostileReplies,
  echo,
  answersSealed,
  clockSkew,
  duplicates,
  notFound,
  inquiryHarmless,
  probeHonest,
  callbacksSealed,
  callbacksRepeat,
  callbacksAnswered,
  supersededRecords,
  sessionToken,
  batchMembers,
  nothingPrivate,
];
