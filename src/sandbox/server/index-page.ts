import type { LedgerBank } from '../bank/ledger-bank.ts';
import { BEHAVIOURS } from '../behaviours/behaviour-table.ts';
import type { SandboxReply } from '../partners/messages.ts';
import { json } from './json-answer.ts';
import { SANDBOX_CALLS, type SandboxCall } from './sandbox-calls.ts';

/** What the index says of one simulated partner. Amounts are in minor units. */
interface PartnerLine {
  readonly partner: string;
  /** Where its own interface is found. */
  readonly path: string;
  readonly orders: number;
  readonly executed: number;
  readonly balances: readonly Balance[];
  readonly armed: readonly string[];
  readonly links: Readonly<Record<'books' | 'orders' | 'behaviours' | 'callbacks', string>>;
}

interface Balance {
  readonly currency: string;
  readonly openingMinor: bigint;
  readonly balanceMinor: bigint;
}

/** How many orders of a partner are counted; beyond it the index says so many. */
const ORDERS_MAX = 1_000_000;

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'x-content-type-options': 'nosniff',
} as const;

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1b1f24}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid #d8dee4}
code{font:13px ui-monospace,monospace}.amounts{font-variant-numeric:tabular-nums}`;

/**
 * The sandbox's first page: which partners it simulates, what their books hold, what is armed, and
 * every call. A browser, which asks for HTML, gets HTML; everybody else gets the same as JSON.
 */
export function indexPage(banks: readonly LedgerBank[], accept: string): SandboxReply {
  const partners = banks.map(lineOf);
  if (!/\btext\/html\b/i.test(accept)) {
    const calls = Object.entries<SandboxCall>(SANDBOX_CALLS).map(([call, { says }]) => ({
      call,
      says,
    }));
    return json(200, { partners, calls, behaviours: Object.keys(BEHAVIOURS) });
  }
  const html = [
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Breakwater sandbox</title>',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<style>${STYLE}</style></head><body><h1>Breakwater sandbox</h1>`,
    '<p>Simulated partners. Their books live as long as this process; no real money moves.</p>',
    `<h2>Partners</h2>${partnerTable(partners)}`,
    `<h2>Calls</h2>${callTable()}`,
    `<h2>Behaviours</h2>${behaviourTable()}</body></html>\n`,
  ];
  return { kind: 'answer', status: 200, headers: HEADERS, body: html.join('\n') };
}

function lineOf(bank: LedgerBank): PartnerLine {
  const { partner } = bank;
  return {
    partner,
    path: `/${partner}`,
    orders: bank.latestOrders(ORDERS_MAX).length,
    executed: bank.books().length,
    balances: bank.totals().map(({ currency, balanceMinor, openingMinor }) => ({
      currency,
      balanceMinor,
      openingMinor,
    })),
    armed: bank.behaviours.list().map(({ name }) => name),
    links: {
      books: `/books?partner=${partner}`,
      orders: `/admin/instructions?partner=${partner}`,
      behaviours: `/admin/behaviours?partner=${partner}`,
      callbacks: `/admin/callbacks?partner=${partner}`,
    },
  };
}

function partnerTable(partners: readonly PartnerLine[]): string {
  const rows = partners.map(({ partner, path, orders, executed, balances, armed, links }) => {
    const named = Object.entries(links).map(([name, href]) => link(href, name));
    return [
      `<b>${escaped(partner)}</b> <code>${escaped(path)}</code>`,
      String(orders),
      String(executed),
      `<span class="amounts">${escaped(balancesInWords(balances))}</span>`,
      escaped(armed.length === 0 ? 'nothing' : armed.join(', ')),
      named.join(' '),
    ];
  });
  const head = ['Partner', 'Orders', 'Executed', 'Balance, minor units', 'Armed', 'More'];
  return table(head, rows);
}

/** The accounts that moved, and how many did not; where none did, the first. */
function balancesInWords(balances: readonly Balance[]): string {
  const moved = balances.filter(({ openingMinor, balanceMinor }) => openingMinor !== balanceMinor);
  const shown = moved.length === 0 ? balances.slice(0, 1) : moved;
  const amounts = shown.map(({ currency, balanceMinor }) => `${currency} ${balanceMinor}`);
  const rest = balances.length - shown.length;
  return rest === 0 ? amounts.join(', ') : `${amounts.join(', ')}; ${rest} more untouched`;
}

function callTable(): string {
  const rows = Object.entries<SandboxCall>(SANDBOX_CALLS).map(([call, { says }]) => {
    const [method = '', path = ''] = call.split(' ');
    const shown = method === 'GET' ? `GET ${link(path, path)}` : escaped(call);
    return [`<code>${shown}</code>`, prose(says)];
  });
  return table(['Call', 'What it does'], rows);
}

function behaviourTable(): string {
  const rows = Object.entries(BEHAVIOURS).map(([name, { says, money }]) => [
    `<code>sim:${escaped(name)}</code>`,
    prose(says),
    prose(money),
  ]);
  return table(['In an order’s text', 'What it does', 'The money'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (tag: string, cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
  const body = rows.map((cells) => line('td', cells)).join('\n');
  return `<table><thead>${line('th', head)}</thead><tbody>\n${body}\n</tbody></table>`;
}

function link(href: string, text: string): string {
  return `<a href="${escaped(href)}">${escaped(text)}</a>`;
}

/** Text with `code` in it. */
function prose(text: string): string {
  return escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
