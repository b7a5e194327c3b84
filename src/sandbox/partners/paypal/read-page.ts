/** Which part of a batch's items a question asks for. */
export interface PageQuestion {
  readonly page: number;
  readonly pageSize: number;
  readonly totalRequired: boolean;
}

const PAGE_SIZE_MAX = 1_000;

/** Reads `page`, `page_size` and `total_required`; `null` when one of them is out of its range. */
export function readPage(query: string): PageQuestion | null {
  const fields = new URLSearchParams(query);
  const page = Number(fields.get('page') ?? 1);
  const pageSize = Number(fields.get('page_size') ?? PAGE_SIZE_MAX);
  const inRange = [page, pageSize].every(
    (count) => Number.isInteger(count) && count >= 1 && count <= PAGE_SIZE_MAX,
  );
  if (!inRange) return null;
  return { page, pageSize, totalRequired: fields.get('total_required') === 'true' };
}
