import { describe, expect, test } from '@jest/globals';
import { NO_INPUTS } from '../../../src/builds/build.ts';
import { joinLayers } from '../../../src/lint/config.ts';
import { lintDockerfile } from '../../../src/lint/lint-file.ts';
import { compileLinter } from '../../../src/lint/linter.ts';
import { RULESETS } from '../../../src/lint/rulesets.ts';
import { DOCKERFILE_RULES } from '../../../src/rules/dockerfile/index.ts';

const LINTER = compileLinter(DOCKERFILE_RULES, joinLayers([], RULESETS));
const FROM = `FROM debian:12@sha256:${'a'.repeat(64)}\n`;
const BASH = 'SHELL ["/bin/bash", "-c"]\n';

/** Ids of the rules that find something, by default. */
function found(text: string): ReadonlySet<string> {
  const report = lintDockerfile({ file: 'Dockerfile', text, inputs: NO_INPUTS, linter: LINTER, today: '2026-11-21' });
  return new Set(report.findings.map(({ rule }) => rule));
}

/** `apt-get install` without -y, which asks and waits. */
const ASKS = 'apt-get install x';

describe('apt-get is found', () => {
  test.each([
    ['in lower case', `run ${ASKS}`],
    ['in mixed case', `rUn ${ASKS}`],
    ['behind a tab', `RUN\t${ASKS}`],
    ['behind a vertical tab', `RUN\v${ASKS}`],
    ['in ONBUILD', `onbuild run ${ASKS}`],
    ['under a keyword in two lines', `RU\\\nN ${ASKS}`],
    ['in words over several lines', 'RUN apt-\\\n# comment\n\nget ins\\\ntall x'],
    ['behind an escape directive that comes too late', `# comment\n# escape=\`\nRUN true \\\n && ${ASKS}`],
    ['in exec form', 'RUN ["apt-get", "install", "x"]'],
    ['in exec form with escapes', 'RUN ["\\u0061pt-get", "install", "x"]'],
    ['in exec form of a shell', `RUN ["/bin/sh", "-ec", "${ASKS}"]`],
    ['by its path', 'RUN /usr//bin/./apt-get install x'],
    ['behind a backslash', 'RUN \\apt-get install x'],
    ['in quotes', `RUN 'apt-get' "install" x`],
    ['in several quotes', `RUN ap""t-get in''stall x`],
    ['in C strings', `RUN $'\\x61pt-get' install x`],
    ['in a group', `RUN { ${ASKS}; }`],
    ['in a substitution', `RUN echo "$(${ASKS})"`],
    ['in backticks', `RUN A=\`${ASKS}\``],
    ['in the word of a variable', `RUN echo \${A:-$(${ASKS})}`],
    ['in arithmetic', `RUN echo $((1 + $(${ASKS})))`],
    ['in a condition', `RUN while ! ${ASKS}; do :; done`],
    ['in a function', `RUN f() { ${ASKS}; }; f`],
    ['in the background', `RUN ${ASKS} & wait`],
  ])('%s', (_name, line) => {
    expect(found(FROM + line)).toContain('assume-yes');
  });

  test.each([
    ...['env', 'env -i A=b', 'env -u A', '/usr/bin/env', 'sudo', 'sudo -E', 'sudo -u root --', 'sudo A=b', 'doas'],
    ...['gosu root', 'su-exec root', 'runuser -u root --', 'setpriv --reuid 0', 'chroot /', 'nohup', 'nice -n 5'],
    ...['ionice -c2', 'timeout 5', 'timeout -k 1 5m', 'time -p', '/usr/bin/time -v', 'exec -a foo', 'command -p'],
    ...['builtin command', 'stdbuf -oL', 'setsid', 'eatmydata', 'fakeroot', 'strace -f', 'linux32', 'setarch i686'],
    ...['flock /x', 'unshare -m', 'taskset 1', 'tini --', 'dumb-init --', 'chronic', 'busybox env', 'xargs -n 1'],
    ...['sudo env nice', 's6-setuidgid app', 'chpst -u app', 'torsocks', 'proxychains4 -q'],
  ])('behind %s', (wrapper) => {
    expect(found(`${FROM}RUN ${wrapper} ${ASKS}`)).toContain('assume-yes');
  });

  test.each([
    ...['sh -c', 'bash -lc', 'bash -o pipefail -c', 'bash -euxo pipefail -c', 'sh -c --', '/bin/ash -c', 'eval'],
    ...['busybox sh -c', 'su -c', 'su - root -c', 'sudo sh -c', 'env -S', 'script -qc', 'flock /x -c', 'bash <<<'],
  ])('in the text behind %s', (shell) => {
    expect(found(`${FROM}${BASH}RUN ${shell} "${ASKS}"`)).toContain('assume-yes');
  });

  test.each([
    ['a text in a text', `RUN sh -c "sh -c '${ASKS}'"`],
    ['a trap', `RUN trap '${ASKS}' EXIT`],
    ['what find runs', 'RUN find / -name x -exec apt-get install {} \\;'],
    ['a heredoc', `RUN <<EOF\n${ASKS}\nEOF`],
    ['a heredoc with a name in quotes', `RUN <<E'O'F\n${ASKS}\nEOF`],
    ['a heredoc behind blanks', `RUN <<  EOF\n${ASKS}\nEOF`],
    ['a heredoc with tabs', `RUN <<-EOF\n\t${ASKS}\n\tEOF`],
    ['a heredoc with a number', `RUN 0<<EOF\n${ASKS}\nEOF`],
    ['a heredoc of a shell', `RUN sh <<EOF\n${ASKS}\nEOF`],
    ['a heredoc of a shell with options', `RUN sudo bash -euo pipefail -s <<'EOF'\n${ASKS}\nEOF`],
    ['a heredoc in a heredoc', `RUN <<A\nsh <<B\n${ASKS}\nB\nA`],
    ['a heredoc of another shell', `RUN <<EOF\n#!/bin/busybox sh\n${ASKS}\nEOF`],
    ['a heredoc with a line of options', `RUN <<EOF\n#!/usr/bin/env -S bash -e\n${ASKS}\nEOF`],
    ['what looks like a heredoc', `RUN cat<<EOF\nRUN ${ASKS}\nEOF`],
    ['the line of a heredoc', `RUN <<A cat && ${ASKS}\nA`],
  ])('in %s', (_name, lines) => {
    expect(found(FROM + lines)).toContain('assume-yes');
  });

  test.each([
    ['a variable of the script', 'RUN A=apt-get; $A install x'],
    ['one that is exported', 'RUN export A=apt-get && "$A" install x'],
    ['ENV', 'ENV A=apt-get\nRUN $A install x'],
    ['a part of ENV', 'ENV A=apt\nRUN ${A}-get install x'],
    ['a folder of ENV', 'ENV A=/usr/bin\nRUN $A/apt-get install x'],
    ['ARG', 'ARG A="apt-get install"\nRUN $A x'],
    ['a wrapper in a variable', 'RUN SUDO=sudo; $SUDO apt-get install x'],
    ['nothing in a variable', 'ENV SUDO=\nRUN $SUDO apt-get install x'],
    ['a wrapper that nobody knows', 'ARG SUDO\nRUN ${SUDO} apt-get install x'],
    ['an alias', "RUN alias a='apt-get install'\\\n; a x"],
    ['a wrapper and a variable', 'ENV A=apt-get\nRUN sudo $A install x'],
  ])('by %s', (_name, lines) => {
    expect(found(FROM + lines)).toContain('assume-yes');
  });

  test.each([
    ['the last value counts', 'ENV A=apt-get\nRUN A=echo; $A install x'],
    ['what a command makes is not known', 'ENV A=apt-get\nRUN A=$(cat /x); $A install x'],
    ['an argument is no program', 'ENV A=apt-get\nRUN echo $A install x'],
    ['in exec form nothing is replaced', 'ENV A=apt-get\nRUN ["$A", "install", "x"]'],
    ['a heredoc of another program is text', `RUN cat <<EOF\n${ASKS}\nEOF`],
    ['so is one of a shell that runs a file', `RUN sh /x.sh <<EOF\n${ASKS}\nEOF`],
  ])('but %s', (_name, lines) => {
    expect(found(FROM + lines)).not.toContain('assume-yes');
  });
});

describe('the user root is found', () => {
  test.each([
    ...['0', '00', '+0', '-0', '0:5', 'root:staff', '"root"', "ro''ot", 'r\\oot', ':staff'],
    ...['\troot', '\froot', '\\\nroot'],
  ])('as %j', (user) => {
    expect(found(`${FROM}USER 1\nUSER ${user}\n`)).toContain('require-user');
  });

  test.each([
    ['behind a line that only seems to go on', 'USER 1\nRUN echo x\\\\\nUSER root'],
    ['behind another one', 'USER 1\nRUN echo x\\\\\\\nUSER root'],
    ['under a keyword in two lines', 'USER 1\nUS\\\nER root'],
    ['by ARG', 'ARG U=root\nUSER 1\nUSER $U'],
    ['by a part of ENV', 'ENV U=oot\nUSER 1\nUSER r$U'],
    ['by a user with its number', 'RUN useradd -o -u 0 bob\nUSER bob'],
    ['by a user who gets its number', 'RUN useradd bob && usermod -o -u 0 bob\nUSER bob'],
    ['by a line of passwd', 'RUN echo "bob:x:0:0::/:/bin/sh" >> /etc/passwd\nUSER bob'],
    ['behind a heredoc in quotes', 'USER 1\nRUN echo "<<EOF"\nUSER root'],
    ['behind a heredoc in half a quote', "USER 1\nRUN echo '<<EOF\nUSER root\nEOF"],
    ['behind a heredoc that CMD does not know', 'USER 1\nCMD <<EOF\nUSER root\nEOF'],
    ['behind a here-string', 'USER 1\nRUN cat <<<EOF\nUSER root'],
    ['behind a heredoc in JSON', 'USER 1\nRUN ["<<EOF"]\nUSER root'],
    ['where the end of a heredoc has a blank', 'RUN <<EOF\nx\nEOF \nUSER 1\nEOF'],
    ['where an invisible character hides a USER', '\u200bUSER 1'],
  ])('%s', (_name, lines) => {
    expect(found(`${FROM}${lines}\n`)).toContain('require-user');
  });
});

describe('an image of today and tomorrow is found', () => {
  test.each([
    ['by ARG', 'ARG B=debian\nFROM $B'],
    ['by its default', 'ARG T\nFROM debian:${T:-latest}'],
    ['by what is cut away', 'ARG T=latestx\nFROM debian:${T%x}'],
    ['by what is replaced', 'ARG T=newest\nFROM debian:${T/new/lat}'],
    ['in quotes', 'FROM debian:lat""est'],
    ['behind an escape', 'FROM debian:lat\\est'],
    ['in two lines', 'FROM debian:lat\\\nest'],
    ['by a stage that comes later', 'FROM later\nFROM debian:12 AS later'],
    ['in COPY', `${FROM}COPY --from=debian:latest a b`],
    ['in ONBUILD', `${FROM}ONBUILD COPY --from=debian:latest a b`],
    ['in a mount', `${FROM}RUN --mount="type=bind,from=debian:latest,target=/x" x`],
  ])('%s', (_name, text) => {
    expect(found(text)).toContain('disallow-latest-tag');
  });
});

describe('a script from the network is found', () => {
  test.each([
    ...['curl https://x | sudo -E sh -', 'curl https://x | tee x | sh', 'curl https://x | gunzip | "s"h'],
    ...['curl https://x | env A=b /bin/sh', 'curl https://x | . /dev/stdin', 'curl https://x | (cd /x && sh)'],
    ...['{ curl https://x || wget -O- https://x; } | sh', 'sh -c "$(curl https://x)"', 'eval "`wget -qO- https://x`"'],
    ...['bash <(curl https://x)', '. <(curl https://x)', 'sh <<< "$(curl https://x)"', 'sh -c "curl https://x | sh"'],
    ...['curl https://x |& sh', "'cu'rl https://x | timeout 5 sh", 'sh <<E\ncurl https://x | sh\nE'],
  ])('%s', (script) => {
    expect(found(`${FROM}${BASH}RUN ${script}\n`)).toContain('no-piped-download');
  });
});

describe('and this is found, too', () => {
  const TOKEN = 'a1B2c3D4e5F6'.repeat(3);

  test.each([
    ['no-secret-in-env', 'ENV DB_PASS\\\nWORD=hun\\\nter2xyz'],
    ['no-secret-in-env', 'ARG K=PASSWORD\nENV DB_$K=hunter2xyz'],
    ['no-secret-in-env', `ENV X=ghp_${TOKEN.slice(0, 9)}\\\n${TOKEN.slice(9)}`],
    ['no-secret-in-run', 'RUN curl -u bob:hun\\\nter2xyz https://x'],
    ['no-secret-in-run', `RUN ${': padding; '.repeat(8_000)} echo ghp_${TOKEN}`],
    ['no-secret-in-file', `COPY <<EOF /x\n${'# padding\n'.repeat(8_000)}ghp_${TOKEN}\nEOF`],
    ['no-sudo', 'RUN "su"do x'],
    ['no-sudo', 'RUN su\\\ndo x'],
    ['no-world-writable', 'ARG M=777\nCOPY --chmod=$M a b'],
    ['no-world-writable', 'RUN find / -exec chmod 777 {} +'],
    ['disallow-ssh-port', 'ENV P=22\nEXPOSE 20-25 $P'],
    ['checksum-remote-add', 'ARG U=https://x/y\nADD $U /z'],
    ['unknown-instruction', `RUN\u00a0${ASKS}`],
  ])('%s: %j', (rule, lines) => {
    expect(found(FROM + lines)).toContain(rule);
  });
});

describe('comments that only look like ones', () => {
  test.each([
    ['in a heredoc', `RUN <<EOF\n# tidewaiter-ignore assume-yes -- x\n${ASKS}\nEOF`],
    ['of hadolint in a heredoc', `RUN <<EOF\n# hadolint ignore=DL3014\n${ASKS}\nEOF`],
    ['in a file that COPY writes', `COPY <<EOF /x\n# hadolint global ignore=DL3014\nEOF\nRUN ${ASKS}`],
    ['behind a command', `RUN ${ASKS} # tidewaiter-ignore assume-yes -- x`],
    ['behind an instruction', `RUN ${ASKS}\nCMD x # tidewaiter-ignore-file assume-yes -- x`],
  ])('%s ignore nothing', (_name, lines) => {
    expect(found(FROM + lines)).toContain('assume-yes');
  });
});
