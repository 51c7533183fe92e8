import type { PeerCase } from './peer-case.ts';

const DASH = 'FROM debian:12\n';
const BASH = 'FROM debian:12\nSHELL ["/bin/bash", "-c"]\n';

/** What ShellCheck's codes are about, as far as rules know them without the program. */
export const SHELLCHECK_CASES: readonly PeerCase[] = [
  ['SC2015', 'RUN [ -f x ] && make x || make y', 'RUN [ -f x ] && make x || true'],
  ['SC2015', 'RUN command -v a && make x || make y', 'RUN if [ -f x ]; then make x; else make y; fi'],
  ['SC2028', 'RUN echo "a\\nb" > /x', 'RUN printf "a\\nb" > /x'],
  ['SC2046', 'RUN rm -f $(find / -name x)', 'RUN rm -f "$(find / -name x)"'],
  ['SC2046', 'RUN [ $(cat x) = y ]', 'RUN make -j$(nproc)'],
  ['SC2086', 'RUN dir=$(cat x) && rm -r $dir', 'RUN dir=$(cat x) && rm -r "$dir"'],
  ['SC2086', 'ENV NAME="a b"\nRUN rm -r /opt/$NAME', 'ENV NAME=ab\nRUN rm -r /opt/$NAME'],
  ['SC2154', 'RUN rm -r "$prefix/lib"', 'RUN prefix=/x && rm -r "$prefix/lib"'],
  ['SC2154', 'RUN tar -xf "$TARGETARCH.tar"', 'ARG TARGETARCH\nRUN tar -xf "$TARGETARCH.tar"'],
  ['SC2164', 'RUN cd /x; make', 'RUN cd /x && make'],
  ['SC2164', 'RUN <<EOF\ncd /x\nmake\nEOF', 'RUN <<EOF\nset -e\ncd /x\nmake\nEOF'],
  ['SC2112', `${DASH}RUN function f { make; }; f`, `${DASH}RUN f() { make; }; f`],
  ['SC3001', `${DASH}RUN diff <(ls a) <(ls b)`, `${BASH}RUN diff <(ls a) <(ls b)`],
  ['SC3003', `${DASH}RUN printf $'a\\tb'`, `${DASH}RUN printf 'a\\tb'`],
  ['SC3005', `${DASH}RUN for ((i=0; i<3; i++)); do make; done`, `${DASH}RUN for i in 0 1 2; do make; done`],
  ['SC3006', `${DASH}RUN ((x = 1))`, `${DASH}RUN x=$((1 + 1))`],
  ['SC3008', `${DASH}RUN select x in a b; do make; done`, `${BASH}RUN select x in a b; do make; done`],
  ['SC3009', `${DASH}RUN mkdir -p /x/{a,b}`, `${DASH}RUN mkdir -p /x/a /x/b "/x/{c,d}"`],
  ['SC3010', `${DASH}RUN if [[ -f x ]]; then make; fi`, `${DASH}RUN if [ -f x ]; then make; fi`],
  ['SC3011', `${DASH}RUN cat <<< "x"`, `${DASH}RUN echo x | cat`],
  ['SC3014', `${DASH}RUN [ "$(id -u)" == 0 ]`, `${DASH}RUN [ "$(id -u)" = 0 ]`],
  ['SC3020', `${DASH}RUN make &> /log`, `${DASH}RUN make > /log 2>&1`],
  ['SC3029', `${DASH}RUN make |& tee /log`, `${DASH}RUN make 2>&1 | tee /log`],
  ['SC3030', `${DASH}RUN a=(1 2)`, `${DASH}RUN a="1 2"`],
  ['SC3032', `${DASH}RUN coproc make`, `${DASH}RUN make &`],
  ['SC3037', `${DASH}RUN echo -e "a"`, `${DASH}RUN printf "a"`],
  ['SC3040', `${DASH}RUN set -o pipefail; make`, `${DASH}RUN set -e; make`],
  ['SC3046', `${DASH}RUN source /x`, `${DASH}RUN . /x`],
];
