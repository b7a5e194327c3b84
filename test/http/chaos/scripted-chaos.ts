import type { ChaosControl } from '../../../src/http/chaos/chaos-port.ts';

/** A chaos module that arms whatever has a `ttl`, and remembers who pulled which lever. */
export function scriptedChaos(): ChaosControl & { readonly levers: readonly string[] } {
  const armed = new Map<string, unknown>();
  const levers: string[] = [];
  return {
    levers,
    status: () => ({ mode: 'lab', armed: armed.size }),
    catalogue: () => [{ fault: 'delay' }],
    list: () => [...armed.values()],
    arm(body, by) {
      if (typeof body !== 'object' || body === null || !('ttl' in body)) {
        return { ok: false, errors: [{ pointer: '/ttl', message: 'is required' }] };
      }
      const id = `f${armed.size + 1}`;
      const fault = { ...body, id, by };
      armed.set(id, fault);
      return { ok: true, fault };
    },
    disarm: (id) => armed.delete(id),
    disarmAll() {
      const count = armed.size;
      armed.clear();
      return count;
    },
    panic: (by) => levers.push(`panic by ${by}`),
    release: (by) => levers.push(`release by ${by}`),
  };
}
