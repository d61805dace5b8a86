import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { signOffHistory } from '../../../adapters/ledger/history.ts';
import { secretKeys } from '../../../adapters/secrets/secrets.ts';
import { putRestore } from '../../../adapters/ledger/restore.ts';
import { allShards } from '../../../adapters/ledger/shard.ts';
import type { Table } from '../../../adapters/ledger/table.ts';
import { signedHeaders } from '../../../local/simulators/signature.ts';
import { systems } from '../../../schemas/systems/registry.ts';
import { type Bridge, createBridge, type BridgeSettings } from '../kernel/bridge.ts';
import { hostOf, TABLE } from '../kernel/connections.ts';
import type { Scheduler } from '../kernel/scheduler.ts';
import type { Weather } from '../kernel/weather.ts';
import { type BankModel, createBankModel } from '../outside/bank.ts';
import { type CityModel, createCityModel } from '../outside/city.ts';
import type { OutsideAnswer, OutsideRequest } from '../outside/http.ts';
import { createProvinceModel, type ProvinceModel } from '../outside/province.ts';
import type { Scenario } from '../scenario/nights.ts';
import { createKeyring } from './keyring.ts';
import { putSecret, secretOf, seedSecrets } from './keys.ts';
import { createReturns } from './returns.ts';
import { createSender, type Sender } from './sender.ts';
import type { Stage } from './timed.ts';
import { createWatch, type Watch } from './watch.ts';
import { createWebhookPoster, type WebhookPoster } from './webhooks.ts';

/** The bridge with everything around it. */
export interface World {
  readonly bridge: Bridge;
  readonly scheduler: Scheduler;
  readonly weather: Weather;
  readonly sender: Sender;
  readonly province: ProvinceModel;
  readonly bank: BankModel;
  readonly cities: ReadonlyMap<string, CityModel>;
  readonly poster: WebhookPoster;
  readonly watch: Watch;
  readonly stage: Stage;
  /** Whether the index shows anything due. */
  readonly dueNow: () => boolean;
  /** When the index shows something due next. */
  readonly nextDue: () => string | null;
}

const PROVINCE = 'province/yuegonghui';
const CITIES = ['guangzhou', 'shenzhen'] as const;
/** Those that take part: the others would only cost time. */
const SYSTEMS = systems.filter(({ tenant }) => ['province', 'bank', ...CITIES].includes(tenant));

export interface WorldSettings extends Omit<BridgeSettings, 'outside' | 'wrongAnswer'> {
  /** How the province and the bank are meant to behave. */
  readonly scenario: Pick<Scenario, 'provinceFails' | 'provinceReturns' | 'provinceBusy' | 'signedAfterMs' | 'bank'>;
  /** Whether an answer may take minutes. */
  readonly hasLongDelays: boolean;
}

export async function openWorld(settings: WorldSettings): Promise<World> {
  const { scheduler, random, weather, trace, scenario } = settings;
  const now = (): Date => new Date(scheduler.nowMs());
  const keyring = createKeyring(secretOf(PROVINCE));
  const province = createProvinceModel({
    secrets: keyring.accepted,
    webhookSecret: keyring.current,
    now,
    random,
    knobs: {
      failsFirst: scenario.provinceFails,
      returnedPayments: scenario.provinceReturns,
      busy: scenario.provinceBusy,
    },
  });
  const bank = createBankModel({ secrets: () => [secretOf('bank/payout')], now, random, knobs: scenario.bank });
  const cities = new Map(
    CITIES.map((tenant) => {
      const secrets = SYSTEMS.filter((system) => system.tenant === tenant).map(({ id }) => secretOf(id));
      return [tenant, createCityModel({ secrets: () => secrets, now, random })] as const;
    }),
  );
  const watch = createWatch({
    nowMs: scheduler.nowMs,
    weather,
    hasLongDelays: settings.hasLongDelays,
    signedAtMs: scheduler.nowMs() + scenario.signedAfterMs,
    items: () => bridge.ledger.items(),
  });
  const outside = new Map<string, (request: OutsideRequest) => OutsideAnswer>([
    [hostOf('province'), watch.province((request) => waking(inAnyOrder(province.handle(request))))],
    [hostOf('bank'), watch.bank((request) => waking(bank.handle(request)))],
    ...[...cities].map(
      ([tenant, city]) => [hostOf(tenant), (request: OutsideRequest) => city.handle(request)] as const,
    ),
  ]);
  const bridge = createBridge({
    ...settings,
    outside: (host) => {
      const system = outside.get(host);
      if (system === undefined) throw new Error(`nobody at ${host}`);
      return system;
    },
    wrongAnswer: () => random.pick(WRONG_ANSWERS),
  });
  const services = { dynamodb: bridge.ledger, kms: bridge.keys };
  await seedSecrets(services, SYSTEMS);
  const signedAtMs = scheduler.nowMs() + scenario.signedAfterMs;
  const signOff = async (): Promise<void> => {
    for (const tenant of CITIES)
      await signOffHistory(operatorsTable(bridge), {
        tenant,
        rows: 0,
        fen: '0',
        by: ['甲', '乙'],
        at: now().toISOString(),
      });
  };
  if (scenario.signedAfterMs === 0) await signOff();
  else scheduler.after(scenario.signedAfterMs, () => void signOff());
  const sender = createSender(bridge, scheduler, weather);
  const returns = createReturns(bank, sender, scheduler);
  const poster = createWebhookPoster(province, bridge, {
    scheduler,
    weather,
    random,
    headersOf: (id, body) => ({ ...signedHeaders(keyring.current(), id, scheduler.nowMs(), body) }),
  });
  function waking(answer: OutsideAnswer): OutsideAnswer {
    scheduler.after(0, poster.wake);
    scheduler.after(0, returns.wake);
    return answer;
  }
  const nextDue = createDueView(bridge, weather);
  /** The runbook: what was sealed since the restore has to be sealed again; not while KMS is out. */
  async function sealAgain(): Promise<void> {
    const secrets = keyring
      .accepted()
      .toReversed()
      .slice(0, 2)
      .map((secret) => ({ secret }));
    try {
      await putSecret(services, secretKeys.owner(PROVINCE), { type: 'signing', secrets });
    } catch {
      scheduler.after(SEAL_AGAIN_MS, () => void sealAgain());
    }
  }
  const stage: Stage = {
    bridge,
    scheduler,
    random,
    weather,
    trace,
    province,
    keyring,
    onRestored: (restoredToMs) => {
      const said = { restoredTo: new Date(restoredToMs).toISOString(), at: now().toISOString() };
      void putRestore(operatorsTable(bridge), said);
      void sealAgain();
      watch.restored(scheduler.nowMs());
      if (scheduler.nowMs() >= signedAtMs) void signOff();
      sender.lookAfterAll();
    },
  };
  return {
    bridge,
    scheduler,
    weather,
    sender,
    province,
    bank,
    cities,
    poster,
    watch,
    stage,
    dueNow: () => (nextDue() ?? FAR) <= now().toISOString(),
    nextDue,
  };
}

/** The ledger as operators reach it, outside of any function and its faults. */
export function operatorsTable({ ledger }: Bridge): Table {
  const client = { send: async (command: never) => ledger.handle(command) } as unknown as Table['client'];
  return { client, name: TABLE, pause: async () => undefined };
}

/**
 * When the sweeper has something to do next, by the index and by an unfinished restore; it changes with the table alone, and once more
 * as the weather clears: an index that showed nothing right after the last write may have been late.
 */
function createDueView({ ledger }: Bridge, weather: Pick<Weather, 'isClear'>): () => string | null {
  let seenUnits = -1;
  let seenClear = false;
  let seen: string | null = null;
  return () => {
    const [units, isClear] = [ledger.writeUnits(), weather.isClear()];
    // What an index shows late goes without a write.
    if (units !== seenUnits || isClear !== seenClear || seen !== null)
      seen = isRestoring(ledger) ? LONG_AGO : nextDueIn(ledger);
    [seenUnits, seenClear] = [units, isClear];
    return seen;
  };
}

const SEAL_AGAIN_MS = 60_000;
const FAR = '9999';

const LONG_AGO = '0';

/** Whether the sweeper still looks through the vault for events the table has lost. */
function isRestoring(ledger: Bridge['ledger']): boolean {
  const get = new GetItemCommand({ TableName: TABLE, Key: marshall({ pk: 'X#restore', sk: '0' }) });
  const { Item } = ledger.handle(get) as {
    readonly Item?: { readonly events?: { readonly NULL?: boolean }; readonly claims?: { readonly NULL?: boolean } };
  };
  return Item !== undefined && (Item.events?.NULL !== true || Item.claims?.NULL !== true);
}

function nextDueIn(ledger: Bridge['ledger']): string | null {
  const found = allShards().flatMap((shard) => {
    const query = new QueryCommand({
      TableName: TABLE,
      IndexName: 'due',
      KeyConditionExpression: 'duePk = :shard AND dueAt <= :now',
      ExpressionAttributeValues: marshall({ ':shard': `due#${shard}`, ':now': FAR }),
      Limit: 1,
    });
    return (ledger.handle(query) as { Items?: readonly { dueAt?: { S?: string } }[] }).Items ?? [];
  });
  return found.map((item) => item['dueAt']?.S ?? '').toSorted()[0] ?? null;
}

/** Results bear the attempt they are of; in which order they come nobody has promised. */
function inAnyOrder(answer: OutsideAnswer): OutsideAnswer {
  const text = answer.body.toString('utf8');
  if (!text.startsWith('{"results":')) return answer;
  const { results } = JSON.parse(text) as { readonly results: readonly object[] };
  return { ...answer, body: Buffer.from(JSON.stringify({ results: results.toReversed() })) };
}

/** Answers that say nothing true: of a proxy, of another version, of somebody's login page. */
const WRONG_ANSWERS: readonly OutsideAnswer[] = [
  { status: 200, headers: {}, body: Buffer.from('<html>login</html>') },
  { status: 200, headers: {}, body: Buffer.from('{"results":[]}') },
  { status: 401, headers: {}, body: Buffer.from('{}') },
  { status: 404, headers: {}, body: Buffer.from('{"code":"attempt.unknown"}') },
  { status: 500, headers: {}, body: Buffer.from('') },
  { status: 502, headers: {}, body: Buffer.from('bad gateway') },
];
