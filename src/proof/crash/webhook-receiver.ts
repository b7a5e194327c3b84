import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A caller's own endpoint: takes every webhook and remembers what it was told. */
export interface WebhookReceiver {
  readonly url: string;
  /** True when the payout's change to this state was delivered at least once. */
  wasTold(payoutId: string, state: string): boolean;
  /** Deliveries that repeated an id already seen. */
  repeats(): number;
  /** Broken promises: one id with two bodies, or one change under two ids. Must stay empty. */
  contradictions(): readonly string[];
  close(): Promise<void>;
}

interface Told {
  readonly type: string;
  readonly timestamp: string;
  readonly data: { readonly id: string; readonly state: string };
}

/** Opens the endpoint on a free port of the loopback interface; it answers 204 to everything. */
export async function openWebhookReceiver(): Promise<WebhookReceiver> {
  const bodyOf = new Map<string, string>();
  const idOf = new Map<string, string>();
  const told = new Set<string>();
  const contradictions: string[] = [];
  let repeats = 0;

  function take(id: string, body: string): void {
    const known = bodyOf.get(id);
    if (known !== undefined) {
      repeats += 1;
      if (known !== body) contradictions.push(`${id} came with two bodies`);
      return;
    }
    bodyOf.set(id, body);
    // The gateway's own words; a body of another shape fails the count of what was told.
    const { data, timestamp } = JSON.parse(body) as Told;
    told.add(`${data.id} ${data.state}`);
    const sameChange = idOf.get(body);
    if (sameChange !== undefined) {
      contradictions.push(`${data.id} ${timestamp} came as ${sameChange} and as ${id}`);
    }
    idOf.set(body, id);
  }

  const server = createServer((incoming, reply) => {
    let body = '';
    incoming.setEncoding('utf8');
    incoming.on('data', (chunk: string) => (body += chunk));
    incoming.on('error', () => undefined);
    incoming.on('end', () => {
      take(String(incoming.headers['webhook-id']), body);
      reply.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    wasTold: (payoutId, state) => told.has(`${payoutId} ${state}`),
    repeats: () => repeats,
    contradictions: () => contradictions,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
