/** One row of the table. The type itself says it: what is in doubt is only ever inquired. */
export type FailureMeaning = {
  /** One sentence for engineers: what happened. */
  readonly title: string;
  readonly iso: IsoReason;
  readonly owner: Owner;
  /** Safe to show; risk and sanctions rows never tell the reason. `null`: show nothing. */
  readonly customer: {
    readonly key: string;
    readonly text: { readonly 'zh-CN': string; readonly en: string };
  } | null;
  /** What the owner or the caller does next. */
  readonly remedy: string;
} & FailureCourse;

/** What the engine does, once it is proven that this attempt moved no money, or while it is not. */
export type FailureCourse =
  | {
      /** Money may have moved. */
      readonly money: 'unknown';
      readonly course: 'inquire';
      readonly failover: false;
    }
  | {
      /** No money moved, or (`yes`) it did and this is about what came after. */
      readonly money: 'no' | 'yes';
      /**
       * `wait`: queue and try again by itself; `hold`: until a person or a window clears it;
       * `fail`: final, unless another partner may be tried; `none`: nothing to do for the engine.
       */
      readonly course: 'wait' | 'hold' | 'fail' | 'none';
      /** True when another partner may be tried over a death proof. */
      readonly failover: boolean;
    };

/** The same ISO 20022 code means different things per set, hence the pair; `null`: no code. */
export type IsoReason = { readonly set: 'status' | 'return'; readonly code: string } | null;

/** Who must act on a failure: the role that its case is opened for. */
export type Owner =
  | 'platform-sre'
  | 'platform'
  | 'network-sre'
  | 'security'
  | 'partner-integration'
  | 'partner-management'
  | 'payments-ops'
  | 'finance-ops'
  | 'treasury'
  | 'risk-ops'
  | 'fraud-ops'
  | 'credit-ops'
  | 'kyc-ops'
  | 'customer-ops'
  | 'compliance'
  | 'compliance-ops';
