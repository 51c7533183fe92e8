import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { textOf } from '../shared/sources.ts';
import { quoted, spanOf } from '../shared/spans.ts';
import { folderOf } from '../shared/system-paths.ts';

const SYSTEM_FOLDERS = ['boot', 'dev', 'initrd', 'lost+found', 'proc', 'sys'];

export const noSystemWorkdir = dockerfileRule<object>({
  id: 'no-system-workdir',
  severity: 'error',
  summary: 'No WORKDIR lies in a folder of the system',
  why: 'The kernel or the boot loader owns these folders, and the runtime mounts something else over most of them',
  remediation: 'Choose a folder of your own, such as /app',
  aliases: { trivy: ['DS-0030'] },
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const workdir of build.of('WORKDIR', { triggers: true })) {
      const text = textOf(build.expand(workdir, workdir.value));
      const folder = text === undefined ? undefined : folderOf(text, SYSTEM_FOLDERS);
      if (text === undefined || folder === undefined) continue;
      report({
        message: `WORKDIR ${quoted(text)} lies in /${folder}, which belongs to the system`,
        span: spanOf(workdir, workdir.value),
      });
    }
  },
});
