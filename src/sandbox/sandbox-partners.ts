import { createSandboxAlipay } from './alipay/sandbox-alipay.ts';
import { createSandboxIsobank } from './isobank/sandbox-isobank.ts';
import type { SandboxPartner, SandboxSettings } from './partner-server.ts';
import { demoSecret } from './secret-files.ts';
import { createSandboxWechat } from './wechat/sandbox-wechat.ts';

type CreatePartner = (
  settings: SandboxSettings,
  secret: (name: string) => string,
) => SandboxPartner;

/** Every simulated partner. Adding one is its folder and one line here. */
const PARTNERS = {
  alipay: createSandboxAlipay,
  wechat: createSandboxWechat,
  isobank: createSandboxIsobank,
} as const satisfies Record<string, CreatePartner>;

/** What all simulated partners share; the callback URL is made per partner. */
export type SandboxWorld = Omit<SandboxSettings, 'callbackUrl'> & {
  /** The gateway's address, such as `http://127.0.0.1:8080`. */
  readonly gatewayUrl: string;
  readonly fixturesFolder: string | URL;
};

/** Builds all simulated partners with their demo secrets; nothing listens yet. */
export function createSandboxPartners(world: SandboxWorld): readonly SandboxPartner[] {
  const { gatewayUrl, fixturesFolder, ...settings } = world;
  return Object.entries<CreatePartner>(PARTNERS).map(([name, create]) =>
    create(
      { ...settings, callbackUrl: `${gatewayUrl}/callbacks/${name}` },
      demoSecret(name, fixturesFolder),
    ),
  );
}
