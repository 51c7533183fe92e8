import { CONTEXT, type PeerCase } from './peer-case.ts';

/** What Dockle's checks are about, as far as a Dockerfile shows it. */
export const DOCKLE_CASES: readonly PeerCase[] = [
  ['CIS-DI-0001', 'RUN x', 'USER nobody'],
  ['CIS-DI-0006', 'RUN x', 'HEALTHCHECK CMD ["x"]'],
  ['CIS-DI-0007', 'RUN apt-get update', 'RUN apt-get update && apt-get install -y x'],
  ['CIS-DI-0008', 'RUN chmod u+s /bin/x', 'RUN chmod u-s /bin/x'],
  ['CIS-DI-0008', 'RUN chmod 4755 /bin/x', 'RUN chmod 0755 /bin/x'],
  ['CIS-DI-0008', 'COPY --chmod=4755 x /x', 'COPY --chmod=755 x /x'],
  ['CIS-DI-0009', 'ADD x /x', 'COPY x /x'],
  ['CIS-DI-0010', 'ENV MYSQL_PASSWD=abcd1234', 'ENV EDITOR=vi'],
  ['DKL-DI-0001', 'RUN sudo x', 'RUN x'],
  ['DKL-DI-0002', 'VOLUME /proc', 'VOLUME /data'],
  ['DKL-DI-0002', 'VOLUME ["/data", "/dev"]', 'VOLUME ["/data", "/devices"]'],
  ['DKL-DI-0003', 'RUN apt-get dist-upgrade -y', 'RUN apt-get upgrade -y'],
  ['DKL-DI-0004', 'RUN apk add x', 'RUN apk add --no-cache x'],
  ['DKL-DI-0005', 'RUN apt-get update && apt-get install -y x', 'RUN apt-get update && rm -rf /var/lib/apt/lists/*'],
  ['DKL-DI-0006', 'FROM a:latest', 'FROM a:1'],
  ['DKL-LI-0001', 'RUN passwd -d app', 'RUN passwd -l app'],
  ['DKL-LI-0001', 'RUN echo root: | chpasswd', 'RUN useradd --no-create-home app'],
  ['DKL-LI-0002', 'RUN useradd -u 1000 a && useradd -o -u 1000 b', 'RUN useradd -u 1000 a && useradd -u 1001 b'],
  ['DKL-LI-0003', 'COPY . /app', 'COPY src /app', CONTEXT],
];
