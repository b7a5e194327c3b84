import { applyEvent } from '../../payouts/model/apply-event.ts';
import { decide } from '../../payouts/decide/decide.ts';

/** The part of the product under check: its own functions, or a copy with one rule taken out. */
export interface Product {
  readonly decide: typeof decide;
  readonly applyEvent: typeof applyEvent;
  /** Discipline of the shell around `decide()`, which a mutation may break. */
  readonly shell: 'honest' | 'sendsBeforeWriting' | 'twoWriters' | 'trustsTheWallClock';
}

/** The product as it ships. */
export const PRODUCT: Product = { decide, applyEvent, shell: 'honest' };
