import { describe, expect, test } from '@jest/globals';
import { linesOf } from './verdicts.ts';

/** Bodies of RUN, one in each line, that a rule finds something in, and such that it does not: the details of each rule. */
const CASES: Readonly<Record<string, { readonly bad: string; readonly good: string }>> = {
  DL3001: {
    bad: `x; free
      if kill -0 1; then x; fi
      busybox mount /x
      (service nginx start)
      shutdown now
      vim /x
      x | ps`,
    good: `ifconfig
      /usr/bin/top
      sudo ps
      apt-get install vim
      echo "ssh x"
      sh -c "ssh x"`,
  },
  DL3003: {
    bad: `cd /x
      (cd /x && y)
      for i in 1 2; do cd $i; done
      ["cd", "/x"]
      builtin cd /x`,
    good: `echo cd /x
      sh -c "cd /x"
      pushd /x
      env cd /x`,
  },
  DL3004: {
    bad: `x && sudo y
      echo $(sudo x)
      command sudo x
      ["sudo", "-u", "app", "x"]`,
    good: `/usr/bin/sudo x
      apt-get install sudo
      env sudo x
      visudo`,
  },
  DL3027: {
    bad: `apt install -y x
      apt-get update && apt upgrade
      ["apt", "update"]
      exec apt list`,
    good: `apt-get install apt
      aptitude install x
      /usr/bin/apt update
      apt-cache search x`,
  },
  DL3035: {
    bad: `zypper --non-interactive dup
      zypper -n dist-upgrade -l
      x && zypper dup
      ["zypper", "dup"]`,
    good: `zypper up
      zypper patch
      zypper install dup-x
      echo zypper dup`,
  },
  DL3046: {
    bad: `useradd -m -u 123456 x
      useradd -mu 123456 x
      useradd -u "123456" x
      useradd -u $LONG_NAME x
      x && useradd x -u 100000`,
    good: `useradd -lu 123456 x
      useradd --no-log-init -u 123456 x
      useradd -u 12345 x
      adduser -u 123456 x
      useradd --uid=123456 x
      useradd x`,
  },
  DL3047: {
    bad: `wget https://a.example/x
      wget -O /x https://a.example/x
      wget --no-check-certificate x
      wget -t 3 x
      busybox wget x`,
    good: `wget -q x
      wget -nv x
      wget --no-verbose x
      wget --quiet x
      wget -O - -o /log x
      wget --output-file=/log x
      wget -a /log x
      wget --append-output=/log x
      wget --progress=bar:force x
      wget -qO- x | y
      curl x`,
  },
  DL4005: {
    bad: `ln -sf bash /bin/sh
      ln -snf /bin/bash /bin/sh
      x && ln /bin/dash /bin/sh
      ["ln", "-sf", "/bin/bash", "/bin/sh"]
      ln -s /bin/sh /x`,
    good: `ln -sf bash /usr/bin/sh
      ln -sf /bin/shx /y
      rm /bin/sh
      sudo ln -sf bash /bin/sh`,
  },
  DL4006: {
    bad: `wget -O - x | wc -l > /n
      x && (a | b)
      echo $(a | b)
      a |& b
      ["a", "|", "b"]
      set -o pipefail && a | b`,
    good: `a || b
      echo "a | b"
      a > b
      sh -c "a | b"
      x && y`,
  },
};

const bodies = (text: string) => text.split('\n').map((line) => line.trim());

describe.each(Object.entries(CASES))('%s', (code, { bad, good }) => {
  test.each(bodies(bad))('finds something in RUN %s', (body) => {
    expect(linesOf(code, `FROM a\n\nRUN ${body}\n`)).toEqual([3]);
  });

  test.each(bodies(good))('finds nothing in RUN %s', (body) => {
    expect(linesOf(code, `FROM a\n\nRUN ${body}\n`)).toEqual([]);
  });
});

test.each(['DL3001', 'DL3004', 'DL3027', 'DL3035', 'DL3046', 'DL3047', 'DL4005'])('%s looks into ONBUILD', (code) => {
  const [body = ''] = bodies(CASES[code]?.bad ?? '');
  expect(linesOf(code, `FROM a\nONBUILD RUN ${body}\n`)).toEqual([2]);
});

test.each(['DL3003', 'DL4006'])('%s does not look into ONBUILD', (code) => {
  const [body = ''] = bodies(CASES[code]?.bad ?? '');
  expect(linesOf(code, `FROM a\nONBUILD RUN ${body}\n`)).toEqual([]);
});
