import { isLoopback } from '../../transport/global-address.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What of the settings concerns a demo. */
export interface DemoSettings {
  readonly host: string;
  readonly sandboxUrl: string | null;
  readonly production: boolean;
}

/**
 * Why a demo may not start with these settings; empty when it may.
 *
 * The demo's key is known to the world. It runs where nobody else reaches it, against simulated partners
 * and nothing else: one real host or one real credential beside it, and a stranger's call would move money.
 */
export function demoFaults(
  { host, sandboxUrl, production }: DemoSettings,
  env: Environment,
  partners: readonly string[],
): readonly string[] {
  const real = partners.flatMap((partner) => settingsOf(partner, env));
  return [
    ...(production
      ? [
          'NODE_ENV=production: the demo (its key, its simulated partners) is refused in production; ' +
            'run "npx breakwater serve" with real keys',
        ]
      : []),
    ...(isLoopback(host)
      ? []
      : [`HOST=${host}: the demo listens on loopback only, for its key is public; leave HOST out`]),
    ...(sandboxUrl === null || isLoopback(new URL(sandboxUrl).hostname)
      ? []
      : ['SANDBOX_URL: the demo pays simulated partners on loopback only']),
    ...real.map(
      (name) =>
        `${name}: the demo runs beside no real setting of a partner; take it out of the ` +
        'environment, or run "npx breakwater serve" without --demo',
    ),
  ];
}

/** Names only: what stands in them is nobody's to read. */
function settingsOf(partner: string, env: Environment): readonly string[] {
  const prefix = `${partner.toUpperCase()}_`;
  return Object.keys(env).filter((name) => name.startsWith(prefix) && (env[name] ?? '') !== '');
}
