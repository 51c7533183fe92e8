import { ENDPOINTS, type Endpoint } from './review-metrics.ts';

/** What the API server waits for where its request does not say (`timeoutSeconds` of admissionregistration.k8s.io/v1). */
const DEFAULT_TIMEOUT_MS = 10_000;
const MIN_TIMEOUT_MS = 1_000;
const MAX_TIMEOUT_MS = 30_000;
/** We answer this much before the API server gives up, so that the user reads our reason and not its own. */
const MARGIN_MS = 500;

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
]);

/** A path that takes reviews, and how long the review may take, in milliseconds. */
export interface Route {
  readonly endpoint: Endpoint;
  readonly budget: number;
}

/** The route of a request target such as `/validate?timeout=10s`; undefined for any other path. */
export function parseRoute(target: string): Route | undefined {
  const query = target.indexOf('?');
  const path = query === -1 ? target : target.slice(0, query);
  const endpoint = ENDPOINTS.find((name) => path === `/${name}`);
  if (endpoint === undefined) return undefined;
  const timeout = query === -1 ? null : new URLSearchParams(target.slice(query)).get('timeout');
  return { endpoint, budget: parseTimeout(timeout) - MARGIN_MS };
}

/** The API server calls one URL again and again: remembers the last one. */
export function routeReader(): (target: string) => Route | undefined {
  let lastTarget = '';
  let lastRoute: Route | undefined;
  return (target) => {
    if (target !== lastTarget) {
      lastRoute = parseRoute(target);
      lastTarget = target;
    }
    return lastRoute;
  };
}

/** A Go duration of one unit (`10s`, `1.5s`, `900ms`) from 1 s to 30 s; anything else counts as absent. */
function parseTimeout(text: string | null): number {
  const [, amount, unit] = /^(\d{1,6}(?:\.\d{1,9})?)(ms|s|m)$/.exec(text ?? '') ?? [];
  const milliseconds = Number(amount) * (UNIT_MS.get(unit ?? '') ?? Number.NaN);
  return milliseconds >= MIN_TIMEOUT_MS && milliseconds <= MAX_TIMEOUT_MS ? milliseconds : DEFAULT_TIMEOUT_MS;
}
