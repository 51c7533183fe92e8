/**
 * Where our verdict is another one on purpose. `less`: the tool finds something, and nothing is wrong. `more`: the tool finds
 * nothing, and something is.
 */
export type Difference = readonly [kind: 'less' | 'more', alias: string, why: string, text: string];

export const DIFFERENCES: readonly Difference[] = [
  ['less', 'DL3006', 'the default of the ARG has a tag', 'ARG BASE=debian:12\nFROM ${BASE}'],
  ['more', 'DL3006', 'the default of the ARG has no tag', 'ARG BASE=debian\nFROM ${BASE}'],
  ['more', 'DL3007', 'the tag comes from an ARG', 'ARG TAG=latest\nFROM a:$TAG'],
  ['more', 'DL3002', 'without USER, root runs', 'RUN x'],
  [
    'less',
    'DL3002',
    'a stage that does not ship may be root',
    'FROM a:1 AS x\nUSER root\nFROM b:1\nUSER 1\nCOPY --from=x a /',
  ],
  [
    'less',
    'DL3008',
    'it does not ship',
    'FROM a:1 AS x\nRUN apt-get install -y x\nFROM b:1\nRUN --mount=from=x,target=/x y',
  ],
  [
    'less',
    'DL3009',
    'the stage does not ship',
    'FROM a:1 AS x\nRUN apt-get update\nFROM b:1\nRUN --mount=from=x,target=/x y',
  ],
  ['more', 'DL3009', 'what is removed is not the lists', 'RUN apt-get update && apt-get install -y x && rm -rf /tmp/x'],
  [
    'more',
    'DL3009',
    'the lists come back',
    'RUN rm -rf /var/lib/apt/lists/* && apt-get update && apt-get install -y x',
  ],
  [
    'more',
    'DL3010',
    'in any stage',
    'FROM a:1 AS x\nCOPY x.tar.gz /\nRUN tar -xf /x.tar.gz\nFROM b:1\nCOPY --from=x /y /',
  ],
  ['more', 'DL3014', 'the path is written out', 'RUN /usr/bin/apt-get install x=1'],
  ['more', 'DL3014', 'env runs it', 'RUN env DEBIAN_FRONTEND=noninteractive apt-get install x=1'],
  ['more', 'DL3014', 'a shell runs it', 'RUN bash -c "apt-get install x=1"'],
  ['less', 'DL3020', 'ADD clones the repository', 'ADD git@github.com:a/b.git /x'],
  ['less', 'DL3022', 'it is an image', 'COPY --from=acme/tool /x /x'],
  ['more', 'DL3022', 'a stage comes later', 'FROM a:1\nCOPY --from=1 /x /x\nFROM b:1'],
  ['more', 'DL3023', 'by its number', 'FROM a:1\nCOPY --from=0 /x /x'],
  [
    'more',
    'DL3032',
    'the cache is filled again behind it',
    'RUN yum install -y a-1 && yum clean all && yum install -y b-1',
  ],
  ['more', 'DL3040', 'only metadata is removed', 'RUN dnf install -y a-1 && rm -rf /tmp/x'],
  ['less', 'DL3064', 'a user name is no secret', 'ENV DB_USERNAME=app'],
  ['less', 'DL3064', 'a file is named, not what is in it', 'ENV MY_SECRET_FILE=/run/secrets/x'],
  ['less', 'DL3003', 'it comes back', 'RUN (cd /x && make) && make'],
  ['less', 'DL3066', 'only the last USER runs anything', 'USER app\nRUN x\nUSER 1000'],
  [
    'less',
    'DL4006',
    'SHELL is inherited',
    'FROM a:1 AS x\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nFROM x\nRUN a | b',
  ],
  ['less', 'DL4006', 'the RUN sets it itself', 'SHELL ["/bin/bash", "-c"]\nRUN set -o pipefail && a | b'],
  ['less', 'CKV_DOCKER_1', 'SSH has no use of UDP', 'EXPOSE 22/udp'],
  ['less', 'CKV2_DOCKER_1', 'the words are a text', 'RUN echo "use sudo with care"'],
  [
    'less',
    'CKV_DOCKER_5',
    'the install comes in the same RUN, in another line',
    'RUN apt-get update; \\\n apt-get install -y x=1',
  ],
  ['less', 'DS-0013', 'what runs before it runs elsewhere', 'RUN make && cd /x && make'],
  ['less', 'UndefinedVar', 'the use copes with it', 'FROM scratch\nENV X=${NOPE:-y}'],
];
