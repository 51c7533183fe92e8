const VECTOR = /^CVSS:3\.[01](?:\/[A-Z]{1,3}:[A-Z])+$/;
const MOST_CHARACTERS = 256;

/** Weights of the base metrics (CVSS v3.1 specification, section 7.4). */
const WEIGHTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  UI: { N: 0.85, R: 0.62 },
  C: { H: 0.56, L: 0.22, N: 0 },
  I: { H: 0.56, L: 0.22, N: 0 },
  A: { H: 0.56, L: 0.22, N: 0 },
};
/** The weight of privileges depends on whether the scope changes. */
const PRIVILEGES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  U: { N: 0.85, L: 0.62, H: 0.27 },
  C: { N: 0.85, L: 0.68, H: 0.5 },
};

/**
 * The base score of a vector of CVSS v3.0 or v3.1 (section 7.1): `CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H` is 10.
 * undefined for every other text, and where a metric is missing or given twice.
 */
export function baseScore(vector: string): number | undefined {
  if (vector.length > MOST_CHARACTERS || !VECTOR.test(vector)) return undefined;
  const metrics = vector.split('/').slice(1);
  const values = new Map(metrics.map((metric) => metric.split(':') as [string, string]));
  if (values.size < metrics.length) return undefined;
  const scope = values.get('S') ?? '';
  const privileges = PRIVILEGES[scope]?.[values.get('PR') ?? ''];
  const weights = Object.entries(WEIGHTS).map(([name, weight]) => weight[values.get(name) ?? '']);
  const [vectorOf, complexity, interaction, ...impacts] = weights;
  if (privileges === undefined || weights.includes(undefined)) return undefined;
  const [c = 0, i = 0, a = 0] = impacts;
  const isChanged = scope === 'C';
  const lost = 1 - (1 - c) * (1 - i) * (1 - a);
  const impact = isChanged ? 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02) ** 15 : 6.42 * lost;
  if (impact <= 0) return 0;
  const exploitability = 8.22 * (vectorOf ?? 0) * (complexity ?? 0) * privileges * (interaction ?? 0);
  return roundUp(Math.min((isChanged ? 1.08 : 1) * (impact + exploitability), 10));
}

/** To one decimal, upwards, as appendix A of v3.1 does it without errors of floating point. */
function roundUp(score: number): number {
  const exact = Math.round(score * 100_000);
  return exact % 10_000 === 0 ? exact / 100_000 : (Math.floor(exact / 10_000) + 1) / 10;
}
