/**
 * What the latest `tracking` of a transfer adds to its status: nothing, that the payee's bank has
 * credited the payee, that Adyen's own review holds the money, or that the review ended badly.
 */
export type TrackingMeaning = 'nothing' | 'credited' | 'underReview' | 'reviewFailed';

/**
 * Every documented pair of `type` and `status` (AD-SPEC: ConfirmationTrackingData,
 * EstimationTrackingData, InternalReviewTrackingData). An estimation has no status.
 */
export const TRACKING: ReadonlyMap<string, TrackingMeaning> = new Map<string, TrackingMeaning>([
  // "The funds are credited to your user's transfer instrument or bank account."
  ['confirmation credited', 'credited'],
  // "The request is accepted by the integration."
  ['confirmation accepted', 'nothing'],
  // When the payee should have it.
  ['estimation ', 'nothing'],
  // "The transfer is under internal review by Adyen": it has not left yet.
  ['internalReview pending', 'underReview'],
  // `refusedForRegulatoryReasons`: where the money is then, nobody says.
  ['internalReview failed', 'reviewFailed'],
]);
