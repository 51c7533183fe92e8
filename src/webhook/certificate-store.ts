import type { SecureContextOptions } from 'node:tls';
import { type Certificate, loadCertificate } from './certificate.ts';
import type { TlsFiles } from './options.ts';
import { Reloadable, type ReloadParts } from './reloadable.ts';
import { secureContext } from './tls.ts';

/**
 * The certificate being served: replaced at each change of its files, kept where the new one is broken.
 * @param install gives the complete context to every server; connections that stand keep the old one
 */
export function certificateStore(
  files: TlsFiles,
  install: (context: SecureContextOptions) => void,
  parts: ReloadParts,
): Reloadable<Certificate> {
  const store = new Reloadable<Certificate>(
    {
      target: 'certificate',
      paths: [files.cert, files.key, ...(files.clientCa === undefined ? [] : [files.clientCa])],
      load: () => loadCertificate(files),
      use: (certificate) => install(secureContext(certificate)),
      describe: ({ notAfter, fingerprint }) => ({ notAfter: notAfter.toISOString(), fingerprint }),
    },
    parts,
  );
  parts.metrics.observe('certificate_not_after_timestamp_seconds', 'When the served certificate expires.', () =>
    store.current === undefined ? 0 : store.current.notAfter.getTime() / 1_000,
  );
  return store;
}

/** Why this certificate makes the process unready. */
export function certificateProblems(certificate: Certificate | undefined): readonly string[] {
  if (certificate === undefined) return ['certificate: none loaded yet'];
  const { notAfter } = certificate;
  return notAfter.getTime() <= Date.now() ? [`certificate: expired on ${notAfter.toISOString()}`] : [];
}
