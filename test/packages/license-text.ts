import { formatTerm, type LicenseExpression } from '../../src/packages/license-expression.ts';

/** How tightly operators bind. */
const STRENGTH = { AND: 2, OR: 1 } as const;

/** The expression as SPDX would write it today, with the parentheses that it needs. */
export function formatLicense({ steps }: LicenseExpression): string {
  const stack: { readonly text: string; readonly strength: number }[] = [];
  for (const step of steps) {
    if (typeof step !== 'string') {
      stack.push({ text: formatTerm(step), strength: Number.POSITIVE_INFINITY });
      continue;
    }
    const strength = STRENGTH[step];
    const right = stack.pop();
    const left = stack.pop();
    const sides = [left, right].map((side) =>
      side === undefined || side.strength >= strength ? side?.text : `(${side.text})`,
    );
    stack.push({ text: sides.join(` ${step} `), strength });
  }
  return stack[0]?.text ?? '';
}
