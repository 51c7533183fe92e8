import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { textOf } from '../shared/sources.ts';
import { quoted, spanOf } from '../shared/spans.ts';
import { folderOf } from '../shared/system-paths.ts';

const KERNEL_FOLDERS = ['dev', 'proc', 'sys'];

export const noSystemVolume = dockerfileRule<object>({
  id: 'no-system-volume',
  severity: 'error',
  summary: 'No VOLUME lies in /dev, /proc or /sys',
  why: 'A volume there hides the devices and files of the kernel that the runtime mounts, and with them its protection',
  remediation: 'Remove the volume, or choose a folder of your own, such as /data',
  aliases: { dockle: ['DKL-DI-0002'] },
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const volume of build.of('VOLUME', { triggers: true })) {
      for (const piece of volume.words) {
        const text = textOf(build.expand(volume, piece));
        const folder = text === undefined ? undefined : folderOf(text, KERNEL_FOLDERS);
        if (text === undefined || folder === undefined) continue;
        report({
          message: `VOLUME ${quoted(text)} lies in /${folder}, where the kernel shows its own files`,
          span: spanOf(volume, piece),
        });
      }
    }
  },
});
