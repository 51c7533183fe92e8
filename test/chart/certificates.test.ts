import { X509Certificate } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { kinds, one, type Rendered, render, webhook, withHelm } from './helm.ts';
import { CA, certManager, existingSecret } from './value-sets.ts';

withHelm('certificates', () => {
  const pem = (base64: string): string => Buffer.from(base64, 'base64').toString();

  test('helm: one CA in the Secret and in both configurations, which signed the certificate', async () => {
    const objects = await render();
    const ca = one(objects, 'Secret', '-ca').data['tls.crt'];
    expect(webhook(objects, 'Validating').clientConfig.caBundle).toBe(ca);
    expect(webhook(objects, 'Mutating').clientConfig.caBundle).toBe(ca);
    const leaf = new X509Certificate(pem(one(objects, 'Secret', '-tls').data['tls.crt']));
    expect(leaf.verify(new X509Certificate(pem(ca)).publicKey)).toBe(true);
    expect(leaf.checkHost('tidewaiter.tidewaiter.svc')).toBe('tidewaiter.tidewaiter.svc');
  });

  test('helm: the key of the CA never reaches the pod', async () => {
    const volumes = one(await render(), 'Deployment').spec.template.spec.volumes;
    const secrets = volumes.flatMap((volume: Rendered) => volume.secret?.secretName ?? []);
    expect(secrets).toEqual(['tidewaiter-tls']);
  });

  test('cert-manager: injected by annotation, from a CA that outlives the certificate', async () => {
    const objects = await render(certManager);
    for (const kind of ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration']) {
      const { metadata } = one(objects, kind);
      expect(metadata.annotations).toEqual({ 'cert-manager.io/inject-ca-from': 'tidewaiter/tidewaiter-tls' });
    }
    expect(webhook(objects, 'Validating').clientConfig).not.toHaveProperty('caBundle');
    expect(kinds(objects)).not.toContain('Secret');
    const leaf = one(objects, 'Certificate', '-tls').spec;
    expect(leaf.dnsNames).toContain('tidewaiter.tidewaiter.svc');
    expect(leaf.issuerRef).toEqual({ kind: 'Issuer', name: 'tidewaiter-ca' });
    expect(one(objects, 'Certificate', '-ca').spec.isCA).toBe(true);
  });

  test('cert-manager: an issuer of the user replaces the CA of the chart', async () => {
    const issuerRef = { kind: 'ClusterIssuer', name: 'house' };
    const objects = await render({ tls: { mode: 'certManager', certManager: { issuerRef } } });
    expect(kinds(objects)).not.toContain('Issuer');
    expect(one(objects, 'Certificate').spec.issuerRef).toEqual(issuerRef);
  });

  test('existing Secret: mounted, and its CA trusted', async () => {
    const objects = await render(existingSecret);
    expect(kinds(objects)).not.toContain('Secret');
    expect(pem(webhook(objects, 'Validating').clientConfig.caBundle)).toBe(CA);
    const volumes = one(objects, 'Deployment').spec.template.spec.volumes;
    expect(volumes).toContainEqual({ name: 'tls', secret: { secretName: 'our-cert', defaultMode: 0o440 } });
  });
});
