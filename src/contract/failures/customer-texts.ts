/**
 * What a borrower may be shown, by locale key: short, polite, true in every case the key is used
 * for, and safe. No text names a reason from risk or sanctions screening (no tipping-off), none
 * says that our own prefunding ran out, and none holds a placeholder: times travel in the payout's
 * `nextAction` and `expectedResolutionBy`, where they stay current.
 *
 * `checking` is shared on purpose by innocent technical rows, suspected fraud and a screening
 * hit, so that seeing it tells nothing.
 */
export const CUSTOMER_TEXTS = {
  busy: {
    key: 'busy',
    text: {
      'zh-CN': '当前办理人数较多，您的放款尚未开始处理，请稍后再试。',
      en: 'We are busy, your transfer has not started. Please try again shortly.',
    },
  },
  queued: {
    key: 'queued',
    text: {
      'zh-CN': '您的放款已在排队处理中，我们会自动为您办理，无需重复申请。',
      en: 'Your transfer is queued. We will send it automatically; there is no need to apply again.',
    },
  },
  bankInterrupted: {
    key: 'bank-interrupted',
    text: {
      'zh-CN': '银行服务暂时中断，恢复后我们将第一时间为您放款，无需重复申请。',
      en: 'The bank’s service is interrupted; we will send your transfer as soon as it is back.',
    },
  },
  confirming: {
    key: 'confirming',
    text: {
      'zh-CN': '放款结果正在与银行确认，请耐心等待，切勿重复申请。',
      en: 'Your transfer is being confirmed with the bank. Do not apply again.',
    },
  },
  checking: {
    key: 'checking',
    text: {
      'zh-CN': '您的放款正在核对处理中，请耐心等待，有结果会及时通知您。',
      en: 'We need to check this transfer. We will let you know as soon as there is a result.',
    },
  },
  amountLimit: {
    key: 'amount-limit',
    text: {
      'zh-CN': '本次金额超出单笔放款限额，请调低金额后重新申请。',
      en: 'The amount exceeds the transfer limit. Please choose a lower amount.',
    },
  },
  limitResets: {
    key: 'limit-resets',
    text: {
      'zh-CN': '已达到当日放款限额，限额恢复后将自动为您发放，无需重复申请。',
      en: 'Your transfer will be sent after the daily limit resets.',
    },
  },
  similarInProgress: {
    key: 'similar-in-progress',
    text: {
      'zh-CN': '您有一笔相似的放款正在处理中，请勿重复申请。',
      en: 'A similar transfer is in progress. Please do not apply again.',
    },
  },
  checkBankDetails: {
    key: 'check-bank-details',
    text: {
      'zh-CN': '请核对您的收款账户信息，如有变更请及时更新。',
      en: 'Please check your bank details and update them if they have changed.',
    },
  },
  loanUnavailable: {
    key: 'loan-unavailable',
    text: {
      'zh-CN': '很抱歉，您的借款目前无法发放，具体情况请查看通知或联系客服。',
      en: 'We cannot pay out this loan at the moment. Please see our letter or contact us.',
    },
  },
  incomeProof: {
    key: 'income-proof',
    text: {
      'zh-CN': '请上传近期有效的收入证明，审核通过后即可重新申请放款。',
      en: 'Please upload a current proof of income.',
    },
  },
  completeIdentity: {
    key: 'complete-identity',
    text: {
      'zh-CN': '您的身份认证尚未完成，请完成实名认证后重新申请。',
      en: 'Please complete your identity check, then apply again.',
    },
  },
  nameMismatch: {
    key: 'name-mismatch',
    text: {
      'zh-CN': '收款账户户名与您填写的姓名不一致，请核对后重新提交。',
      en: 'The account name does not match. Please check it and try again.',
    },
  },
  accountNotFound: {
    key: 'account-not-found',
    text: {
      'zh-CN': '未找到该收款账号，请核对账号是否填写正确。',
      en: 'The account number was not found. Please check it.',
    },
  },
  accountCannotReceive: {
    key: 'account-cannot-receive',
    text: {
      'zh-CN': '该收款账户无法入账，请更换本人名下的其他账户。',
      en: 'This account cannot receive the transfer. Please use another account in your name.',
    },
  },
  confirmInWallet: {
    key: 'confirm-in-wallet',
    text: {
      'zh-CN': '请在您的电子钱包中完成认证并确认收款。',
      en: 'Please confirm the transfer in your wallet.',
    },
  },
  bankMaintenance: {
    key: 'bank-maintenance',
    text: {
      'zh-CN': '银行系统维护中，维护结束后将自动为您放款，无需重复申请。',
      en: 'The bank is under maintenance. Your transfer will be sent when it ends.',
    },
  },
  nextBankWindow: {
    key: 'next-bank-window',
    text: {
      'zh-CN': '已超过银行当日受理时间，您的放款将在下一受理时段自动发出。',
      en: 'The bank has closed for today. Your transfer will be sent in its next window.',
    },
  },
  otherWay: {
    key: 'other-way',
    text: {
      'zh-CN': '您的收款银行不支持该转账方式，如有其他渠道，我们将改用其他渠道为您办理。',
      en: 'Your bank does not accept this transfer type; we use another way where there is one.',
    },
  },
  sentBack: {
    key: 'sent-back',
    text: {
      'zh-CN': '款项已被收款银行退回，请核对您的收款账户信息。',
      en: 'The bank sent the money back. Please check the account.',
    },
  },
  regionUnavailable: {
    key: 'region-unavailable',
    text: {
      'zh-CN': '该地区暂不支持放款服务。',
      en: 'Transfers to this region are not available.',
    },
  },
  moreInformation: {
    key: 'more-information',
    text: {
      'zh-CN': '根据监管要求，需要您补充相关资料后方可放款。',
      en: 'More information is required by law before this transfer can be sent.',
    },
  },
  addAddress: {
    key: 'add-address',
    text: {
      'zh-CN': '请补充您的联系地址和证件信息。',
      en: 'Please add your address and identity document.',
    },
  },
  currencyUnavailable: {
    key: 'currency-unavailable',
    text: {
      'zh-CN': '暂不支持该币种放款，请选择其他币种。',
      en: 'This currency is not available. Please choose another one.',
    },
  },
  legalLimit: {
    key: 'legal-limit',
    text: {
      'zh-CN': '本期放款金额已达到法规规定的上限，请在下一周期再申请。',
      en: 'The legal limit for this period is reached. Please apply again in the next one.',
    },
  },
  confirmAgain: {
    key: 'confirm-again',
    text: {
      'zh-CN': '您的放款授权已失效，请重新确认本次放款。',
      en: 'Please confirm the loan payout again.',
    },
  },
} as const satisfies Record<
  string,
  { readonly key: string; readonly text: { readonly 'zh-CN': string; readonly en: string } }
>;
