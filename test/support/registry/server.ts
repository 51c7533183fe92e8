import type { IncomingMessage, ServerResponse } from 'node:http';
import { Content } from '../images/content.ts';
import { type AuthOptions, Gate } from './auth.ts';
import { type Answer, type Exchange, failure, respond, targetOf } from './exchange.ts';
import { type Listener, listenHttp, type TlsOptions } from './listener.ts';
import type { Misdeed } from './misdeeds.ts';
import { RequestLog, type RequestRecord } from './request-log.ts';
import { type RouteOptions, route } from './routes.ts';
import { Waves } from './waves.ts';

export interface RegistryOptions extends RouteOptions {
  readonly content?: Content;
  /** Default: plain HTTP. */
  readonly tls?: TlsOptions | true;
  /** Default: none. */
  readonly auth?: AuthOptions;
  /** Answers in waves, so that `log.depth()` is the number of round trips in sequence; costs 50 ms for each. */
  readonly inWaves?: boolean;
}

/** Which requests a misdeed is for. */
export interface Occasion {
  /** Part of `METHOD /path?query`, or a pattern of it. Default: all. */
  readonly on?: string | RegExp;
  /** So many requests; then the registry is honest again. Default: for ever. */
  readonly times?: number;
}

/** A registry in this process. */
export interface TestRegistry extends Pick<Listener, 'host' | 'port' | 'url' | 'ca' | 'connections' | 'close'> {
  /** May be changed at any time. */
  readonly content: Content;
  /** Requests to the registry and to its token service. */
  readonly log: RequestLog;
  readonly gate: Gate;
  /** `http://127.0.0.1:port` of the token service. */
  readonly tokenUrl: string;
  /** Makes it misbehave; the misdeed that was added last comes first. The function that is given back ends that. */
  misbehave(misdeed: Misdeed, occasion?: Occasion): () => void;
  /** Makes it honest again. */
  reform(): void;
}

interface Plan {
  readonly misdeed: Misdeed;
  readonly applies: (line: string) => boolean;
}

/** Starts a registry on a free port of the loopback interface; `afterEach(closeTestRegistries)` ends it, or `close`. */
export async function startTestRegistry(options: RegistryOptions = {}): Promise<TestRegistry> {
  const { content = new Content(), tls, auth = { kind: 'none' } } = options;
  const gate = new Gate(auth);
  const log = new RequestLog();
  const waves = options.inWaves === true ? new Waves() : undefined;
  let plans: readonly Plan[] = [];

  const honest = async (exchange: Exchange): Promise<Answer> => {
    if (gate.serves(exchange)) return gate.issue(exchange);
    return gate.check(exchange) ?? route(exchange, options);
  };
  const handle = async (exchange: Exchange) => {
    await waves?.wait();
    const line = `${exchange.request.method} ${exchange.request.url}`;
    const plan = plans.find(({ applies }) => applies(line));
    const answer = plan === undefined ? await exchange.answer() : await plan.misdeed(exchange);
    if (answer !== undefined) respond(exchange, answer);
  };
  const handler =
    (server: RequestRecord['server'], base: () => string) => (request: IncomingMessage, response: ServerResponse) => {
      log.note(server, request, response);
      const url = new URL(request.url ?? '/', base());
      const exchange = {
        request,
        response,
        url,
        target: targetOf(url),
        content,
        base: base(),
        answer: () => honest(exchange),
      };
      // Only a defect of the tests comes here; the client sees it as an answer that no test expects.
      handle(exchange).catch((error: unknown) => respond(exchange, failure(599, String(error))));
    };

  const main: Listener = await listenHttp(
    handler('registry', (): string => main.url),
    tls,
  );
  const own =
    auth.ownPort === true
      ? await listenHttp(
          handler('token', (): string => own?.url ?? ''),
          tls,
        )
      : undefined;
  gate.tokenBase = own?.url ?? main.url;
  const registry: TestRegistry = {
    ...main,
    content,
    log,
    gate,
    tokenUrl: gate.tokenBase,
    misbehave: (misdeed, occasion = {}) => {
      const plan = { misdeed, applies: condition(occasion) };
      plans = [plan, ...plans];
      return () => {
        plans = plans.filter((other) => other !== plan);
      };
    },
    reform: () => {
      plans = [];
    },
    close: async () => {
      running.delete(registry);
      await Promise.all([main.close(), own?.close()]);
    },
  };
  running.add(registry);
  return registry;
}

const running = new Set<TestRegistry>();

export async function closeTestRegistries(): Promise<void> {
  await Promise.all([...running].map((registry) => registry.close()));
}

function condition({ on = '', times = Number.POSITIVE_INFINITY }: Occasion): (line: string) => boolean {
  let left = times;
  return (line) => (typeof on === 'string' ? line.includes(on) : on.test(line)) && left-- > 0;
}
