/** Where transfer bills live below the host. */
export const BILLS = '/v3/fund-app/mch-transfer/transfer-bills';

/** The path of one bill, by our number. */
export function billPath(partnerKey: string): string {
  return `${BILLS}/out-bill-no/${encodeURIComponent(partnerKey)}`;
}
