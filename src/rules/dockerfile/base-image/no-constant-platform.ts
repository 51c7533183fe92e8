import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { parsePlatform } from '../shared/platform.ts';
import { dropFlag, flagValueSpan, quoted } from '../shared/spans.ts';

/** FROM --platform= holds a variable, or the stage is named after the system or architecture. */
export const noConstantPlatform = dockerfileRule({
  id: 'no-constant-platform',
  severity: 'warning',
  summary: 'No FROM is tied to one platform',
  why: 'A stage that always takes one platform puts programs of a foreign architecture into images for all others',
  remediation:
    'Leave --platform out, write $BUILDPLATFORM for tools that run at build time, or name the stage after the platform',
  aliases: { hadolint: ['DL3029'], buildkit: ['FromPlatformFlagConstDisallowed'] },
  fixes: 'unsafe',
  options: record('No options', {}),
  compile() {
    return (build, report) => {
      for (const from of build.of('FROM')) {
        const flag = from.flags.find(({ name }) => name === 'platform');
        if (flag?.value === undefined || flag.value === '' || flag.value.includes('$')) continue;
        const platform = parsePlatform(flag.value);
        if (platform === undefined) continue;
        const name = from.name?.text.toLowerCase() ?? '';
        if ([platform.os, platform.architecture].some((part) => part !== '' && name.includes(part))) continue;
        const edit = dropFlag(from, flag);
        report({
          message: `FROM always takes the platform ${quoted(flag.value)}, whatever the build is for`,
          span: flagValueSpan(from, flag),
          ...(edit !== undefined && { fix: { safety: 'unsafe', title: 'drop --platform', edits: [edit] } }),
        });
      }
    };
  },
});
