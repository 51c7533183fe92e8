import { describe, expect, test } from '@jest/globals';
import { linesOf } from './verdicts.ts';

/** Bodies of RUN, one in each line, that a rule finds something in, and such that it does not: the details of each rule. */
const CASES: Readonly<Record<string, { readonly bad: string; readonly good: string }>> = {
  DL3008: {
    bad: `apt-get install $PKG
      apt-get -y --no-install-recommends install curl
      apt-get install --target-release stable curl
      apt-get install curl=1 git
      apt-get install curl-
      for p in a b; do apt-get install $p; done`,
    good: `apt-get install "curl=$V"
      apt-get install curl=7.*
      apt-get -t sid install curl=1
      apt-get install --target-release=sid curl/sid
      apt-get install -y
      apt-get upgrade curl
      apt-get install /tmp/x.deb
      apt install curl`,
  },
  DL3009: {
    bad: `apt-get -qq update
      apt update
      apt-get update && rm -r /var/lib/apt/lists
      apt-get update && apt-get clean
      --mount=type=cache,target=/var/lib/apt apt-get update
      --mount=type=bind,target=/var/lib/apt/lists apt-get update`,
    good: `rm -rf x && apt-get update
      apt-get update && rm -r /var/lib/apt/lists/*
      --mount=type=tmpfs,target=/var/lib/apt/lists apt-get update
      --mount=type=cache,dst=/var/lib/apt/lists,sharing=locked apt-get update
      apt-get install x
      apt-cache update`,
  },
  DL3013: {
    bad: `pip install -U pip
      pip --quiet install flask
      pip install --upgrade-strategy eager flask
      pip install --extra-index-url https://a.example/x flask
      python3.12 -m pip install flask
      pip2 install "flask[async]"
      pip install $PKG
      pip install -t /x flask
      pip install -Ur requirements.txt`,
    good: `pip install -r requirements.txt flask
      pip install -e .
      pip install "flask~=1.0" "x!=2" "y<3"
      pip install --constraint=c.txt flask
      pip install ./flask
      pip install hg+https://a.example/x@v1
      pip install -t /x flask==1
      pip download flask
      python3 setup.py install`,
  },
  DL3014: {
    bad: `apt-get install -q=1 x
      apt-get --quiet install x
      apt-get install x && apt-get install -y y
      apt-get -o y=1 install x
      apt-get install --no-install-recommends x`,
    good: `apt-get -y install x
      apt-get install -qyy x
      apt-get --quiet --quiet install x
      apt-get -fy install
      apt-get -qqq install x
      apt-get remove x`,
  },
  DL3015: {
    bad: `apt-get install x
      apt-get install --install-recommends x
      apt-get install -o APT::Install-Recommends=0 x
      apt-get install --no-install-suggests x`,
    good: `apt-get --no-install-recommends install x
      apt-get -o APT::Install-Recommends=false install x
      apt-get install x --no-install-recommends
      apt-get upgrade`,
  },
  DL3016: {
    bad: `npm --registry https://a.example install x
      npm --silent install x
      npm install -g @angular/cli
      npm install git+ssh://git@a.example/x
      npm install x@1 y`,
    good: `npm install --registry=https://a.example x@1
      npm install @angular/cli@17 x@^4
      npm install git+ssh://git@a.example/x#v1
      npm install https://a.example/x.tar.gz
      npm install ~/x
      npm install -g
      npm add x
      npm run install x`,
  },
  DL3018: {
    bad: `apk --no-cache add x
      apk add -X https://a.example x
      apk add --repository=https://a.example x
      apk add --virtual .deps x
      apk --update add x`,
    good: `apk add -X https://a.example x=1
      apk add "x>1" "y<2" "z~=3"
      apk add --virtual=.deps x=1
      apk add ./x.apk
      apk del x
      apk add --no-cache`,
  },
  DL3019: {
    bad: `apk --update add x
      apk add --virtual .x x
      apk add x && rm -rf /var/cache/apk/*
      --mount=type=cache,target=/var/cache/x apk add x`,
    good: `apk --no-cache add x
      apk add x --no-cache
      --mount=type=cache,destination=/var/cache/apk apk add x
      --mount=type=tmpfs,target=/var/cache/apk apk add x
      apk upgrade`,
  },
  DL3028: {
    bad: `gem install rake bundler:2
      gem install --no-document=true rake
      gem install "rake"
      gem i rake`,
    good: `gem install --no-document rake
      gem install rake --version 13
      gem install -v 13 rake
      gem install rake:13 bundler:2
      gem update`,
  },
  DL3030: {
    bad: `yum install x -q
      yum -q groupinstall x
      yum install --nogpgcheck x
      yum install x && yum install -y y`,
    good: `yum -y install x
      yum install -qy x
      yum groupinstall --assumeyes x
      yum clean all`,
  },
  DL3032: {
    bad: `yum install -y x && rm -r /var/cache/yum
      yum install -y x && dnf clean all
      rm -rf /var/cache/yum/* && yum install x
      yum install -y x && rm -r /var/cache/yum/*/x`,
    good: `yum install -y x && yum -y clean all
      yum install -y x && rm -r /var/cache/yum/*
      yum install -y x && rm -rf /tmp/x
      yum clean all`,
  },
  DL3033: {
    bad: `yum install -y x-y-z
      yum install https://a.example/x.rpm
      yum -y module install nodejs
      yum install x-1 y
      yum install x-\${V}
      yum install x=1`,
    good: `yum install x-y-1.2
      yum install https://a.example/x-1.rpm
      yum install x-1:2.3-4.el8~rc1
      yum install -y
      yum remove x`,
  },
  DL3034: {
    bad: `zypper remove x
      zypper source-install x
      zypper si x
      zypper patch
      zypper --gpg-auto-import-keys in x`,
    good: `zypper -n rm x
      zypper in --no-confirm x
      zypper --non-interactive patch
      zypper -qn in x
      zypper search x`,
  },
  DL3036: {
    bad: `zypper -n install x && rm -rf /var/cache/zypp
      zypper clean && zypper in x
      zypper in x && yum clean all
      zypper in x -y`,
    good: `zypper in x && zypper clean --all
      --mount=type=tmpfs,target=/var/cache/zypp zypper in x
      zypper patch
      zypper -n in x && y && zypper cc -a`,
  },
  DL3037: {
    bad: `zypper -n install x
      zypper in x=1 y
      zypper install $X
      zypper in --from repo x`,
    good: `zypper -n install "x<2"
      zypper in x=1 "y>=2"
      zypper in ./x-1.rpm
      zypper remove x`,
  },
  DL3038: {
    bad: `dnf groupinstall x
      dnf localinstall x.rpm
      microdnf -q install x
      dnf install x && dnf install -y z`,
    good: `dnf -y install x
      dnf install -qy x
      microdnf install --assumeyes x
      dnf upgrade`,
  },
  DL3040: {
    bad: `dnf -y upgrade
      dnf reinstall x
      dnf clean all && dnf install x
      microdnf install x && dnf clean all
      dnf install x && rm -r /var/cache/libdnf5/x
      dnf install x && rm -r /var/cache/dnf`,
    good: `dnf install x && dnf clean metadata all
      microdnf in x && microdnf clean all
      dnf up-min && rm -rf /var/cache/dnf
      dnf install x && rm -r /var/cache/libdnf5*
      --mount=type=cache,target=/root/.cache/libdnf5 dnf install x
      dnf makecache`,
  },
  DL3041: {
    bad: `dnf install -y x-y
      dnf -y module install nodejs
      microdnf install x-1 y
      dnf install x=1`,
    good: `dnf install x-1.2-3.el9
      dnf group install "Development Tools"
      dnf module install nodejs:20/common
      microdnf install x-1.rpm
      dnf groupinstall x`,
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
