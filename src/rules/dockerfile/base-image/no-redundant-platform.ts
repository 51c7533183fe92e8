import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { dropFlag, spanOf } from '../shared/spans.ts';

/** The builder always sets TARGETPLATFORM, so that a default behind it never counts. */
const TARGET = /^\$(?:TARGETPLATFORM|\{TARGETPLATFORM(?::?[-?][^${}]*)?\})$/;

/** FROM --platform= is not $TARGETPLATFORM. */
export const noRedundantPlatform = dockerfileRule({
  id: 'no-redundant-platform',
  severity: 'style',
  summary: 'No FROM asks for the target platform, which it gets anyway',
  why: 'The platform that the build is for is the default of FROM, and words that change nothing make readers look for a reason',
  remediation: 'Leave --platform=$TARGETPLATFORM out',
  aliases: { hadolint: ['DL3065'], buildkit: ['RedundantTargetPlatform'] },
  fixes: 'safe',
  options: record('No options', {}),
  compile() {
    return (build, report) => {
      for (const from of build.of('FROM')) {
        const flag = from.flags.find(({ name }) => name === 'platform');
        if (flag?.value === undefined || !TARGET.test(flag.value)) continue;
        const own = build.globals.get('TARGETPLATFORM');
        if (own?.source === 'arg' && own.value !== undefined) continue;
        const edit = dropFlag(from, flag);
        report({
          message: 'FROM takes $TARGETPLATFORM by itself: --platform is redundant here',
          span: spanOf(from, flag.whole),
          ...(edit !== undefined && { fix: { safety: 'safe', title: 'drop --platform', edits: [edit] } }),
        });
      }
    };
  },
});
