import { isObject } from '../../../model/json.ts';
import type { FieldPath } from '../../../model/path.ts';
import type { Report } from '../../../model/problem.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { fieldOf, listOf, problemAt, show } from '../shared/fields.ts';
import { checkCommand } from './command-secrets.ts';
import { type Flaw, flawOf } from './literal-flaw.ts';

/** Reports the secrets in what a probe or a hook runs or sends. Messages never have a value in them. */
export function checkHandler(
  workload: Workload,
  container: Container,
  handler: unknown,
  field: readonly string[],
  report: Report,
): void {
  if (handler === undefined || handler === null) return;
  const command = fieldOf(fieldOf(handler, 'exec'), 'command');
  if (command !== undefined) checkCommand(workload, container, command, [...field, 'exec', 'command'], report);
  const request = fieldOf(handler, 'httpGet');
  if (request === undefined) return;
  const ownFlaw = isObject(request) ? flawOf('', request.path ?? undefined) : undefined;
  if (ownFlaw !== undefined)
    reportFlaw(workload, container, ownFlaw, 'the path', [...field, 'httpGet', 'path'], report);
  const headers = listOf(fieldOf(request, 'httpHeaders'));
  for (let index = 0; index < headers.length; index += 1) {
    const name = fieldOf(headers[index], 'name') ?? '';
    const flaw = flawOf(name, fieldOf(headers[index], 'value'));
    if (flaw === undefined) continue;
    const path = [...field, 'httpGet', 'httpHeaders', index, 'value'];
    reportFlaw(workload, container, flaw, `the header ${show(name)}`, path, report);
  }
}

function reportFlaw(
  workload: Workload,
  container: Container,
  { what, why }: Flaw,
  where: string,
  path: FieldPath,
  report: Report,
): void {
  const handler = path.slice(0, path.indexOf('httpGet')).join('.');
  const message = `${describeContainer(container)} has ${what} in ${where} of ${handler}${why}`;
  report(problemAt(workload, [...container.path, ...path], message));
}
