import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { literalSecret } from '../../src/rules/workload/shared/secret-patterns.ts';
import { looksRandom } from '../../src/rules/workload/shared/secret-values.ts';

/** No secret stands in this file: all are put together while the tests run, from parts that say nothing. */

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const ALNUM = `${LOWER}${LOWER.toUpperCase()}0123456789`;
const HEX = '0123456789abcdef';
const BASE32 = `${LOWER.toUpperCase()}234567`;

/** The same text on every run (linear congruential generator of Numerical Recipes), with all kinds of characters. */
function random(length: number, alphabet = ALNUM): string {
  let state = length + alphabet.length;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return alphabet[Math.floor((state / 2 ** 32) * alphabet.length)];
  }).join('');
}

const join = (...parts: string[]) => parts.join('');
const pem = (kind: string) => join('-----BEGIN ', kind, 'PRIVATE', ' KEY-----\n', random(64), '\n-----END');
const jwt = [`ey${'J'}${random(30)}`, `ey${'J'}${random(60)}`, random(43)].join('.');

type Case = readonly [name: string, value: string, why: string];

const BY_FORM: readonly Case[] = [
  ['CONFIG', pem(''), 'a private key'],
  ['CONFIG', pem('RSA '), 'a private key'],
  ['CONFIG', pem('OPENSSH '), 'a private key'],
  ['CONFIG', `{"type":"service_account","x":"${pem('ENCRYPTED ').replaceAll('\n', '\\n')}"}`, 'a private key'],
  ['CONFIG', join('-----BEGIN PGP ', 'PRIVATE', ' KEY BLOCK-----'), 'a private key'],
  ['CONFIG', btoa(pem('EC ')), 'a private key in Base64'],
  ['CONFIG', btoa(pem('')), 'a private key in Base64'],
  ['ID', join('AK', 'IA', random(16, BASE32)), 'an AWS access key'],
  ['ID', join('AS', 'IA', random(16, BASE32)), 'an AWS access key'],
  ['ID', join('LT', 'AI', random(20)), 'an Alibaba Cloud access key'],
  ['X', join('gh', 'p_', random(36)), 'a GitHub token'],
  ['X', join('gh', 's_', random(36)), 'a GitHub token'],
  ['X', join('github', '_pat_', random(22), '_', random(59)), 'a GitHub token'],
  ['X', join('gl', 'pat-', random(20)), 'a GitLab token'],
  ['X', join('gl', 'dt-', random(20)), 'a GitLab token'],
  ['X', join('xo', 'xb-', random(12, '0123456789'), '-', random(24)), 'a Slack token'],
  [
    'X',
    join('https://hooks.slack', '.com/services/', 'T', random(8), '/B', random(8), '/', random(24)),
    'a Slack webhook',
  ],
  ['X', join('https://discord', '.com/api/webhooks/', random(18, HEX), '/', random(68)), 'a Discord webhook'],
  ['X', join('sk_', 'live_', random(24)), 'a Stripe key'],
  ['X', join('rk_', 'test_', random(24)), 'a Stripe key'],
  ['X', join('AI', 'za', random(35)), 'a Google API key'],
  ['X', join('GOC', 'SPX-', random(28)), 'a Google OAuth secret'],
  ['X', join('ya', '29.', random(60)), 'a Google OAuth token'],
  ['X', join(random(3), '8Q', '~', random(34)), 'an Azure client secret'],
  ['X', join('npm', '_', random(36)), 'an npm token'],
  ['X', join('pypi', '-AgEIcHlwaS5vcmc', random(60)), 'a PyPI token'],
  ['X', join('S', 'G.', random(22), '.', random(43)), 'a SendGrid key'],
  ['X', join('hv', 's.', random(24)), 'a Vault token'],
  ['X', join('dckr', '_pat_', random(27)), 'a Docker Hub token'],
  ['X', join('dop', '_v1_', random(64, HEX)), 'a DigitalOcean token'],
  ['X', join('sk-', 'ant-', 'api03-', random(60)), 'an Anthropic key'],
  ['X', join('sk-', 'proj-', random(48)), 'an OpenAI key'],
  ['X', join('sk-', random(48)), 'an OpenAI key'],
  ['X', join('h', 'f_', random(34)), 'a Hugging Face token'],
  ['X', join('gl', 'sa_', random(32), '_', random(8, HEX)), 'a Grafana token'],
  ['X', join('sh', 'pat_', random(32, HEX)), 'a Shopify token'],
  ['X', join('da', 'pi', random(32, HEX)), 'a Databricks token'],
  ['X', join('NR', 'AK-', random(27)), 'a New Relic key'],
  ['X', join('AGE-SECRET', '-KEY-1', random(58, BASE32)), 'an age key'],
  ['X', jwt, 'a JSON web token'],
  ['HEADERS', `Authorization: Bearer ${random(32)}`, 'a bearer token'],
  ['HEADERS', `authorization=Basic ${btoa('shop:hunter2')}`, 'basic authentication'],
  ['CMD', `curl -H "PRIVATE: ${join('gl', 'pat-', random(20))}" https://gitlab.example.com`, 'a GitLab token'],
  ['GIT', join('https://', join('gh', 'p_', random(36)), '@github.com/acme/app'), 'a GitHub token'],
  ['DATABASE_URL', join('postgres://shop', ':hunter2', '@db.example.com:5432/shop'), 'a URL with a password'],
  ['CACHE', join('redis://', ':hunter2', '@cache:6379/0'), 'a URL with a password'],
  ['BROKERS', join('amqp://a:5672,amqp://guest', ':guest', '@b:5672'), 'a URL with a password'],
  ['MONGO', join('mongodb+srv://root', ':', 'hunter2', '@cluster.example.com/?tls=true'), 'a URL with a password'],
  ['DB', 'Server=db;Database=shop;User Id=sa;Password=hunter2;Encrypt=true', 'a password in it'],
  ['DB', 'Server=db; Pwd = hunter2', 'a password in it'],
  ['DB', 'host=db user=shop password=hunter2 dbname=shop', 'a password in it'],
  ['DB', 'jdbc:mysql://db:3306/shop?user=shop&password=hunter2', 'a password in it'],
  ['STORAGE', `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${random(86)}==`, 'a key in it'],
  ['BUS', `Endpoint=sb://b.example.com/;SharedAccessKeyName=n;SharedAccessKey=${random(43)}=`, 'a key in it'],
  ['JAVA_OPTS', '-Xmx1g -Dspring.datasource.password=hunter2', 'a password in it'],
  ['REDIS_ARGS', '--appendonly yes --requirepass hunter2', 'a password in it'],
  ['CONFIG', '{"user":"shop","password":"hunter2"}', 'a password in it'],
  ['CONFIG', 'user: shop\npassword: hunter2\n', 'a password in it'],
  ['HOOK', `https://example.com/hook?token=${random(12)}`, 'a token in it'],
  ['BLOB', `https://a.example.com/b?sv=2024&sig=${random(43)}%3D`, 'a random key in it'],
];

const BY_NAME: readonly Case[] = [
  ['DB_PASSWORD', 'hunter2', 'named like a password'],
  ['dbPassword', 'correct horse battery staple', 'named like a password'],
  ['db.password', 'postgres', 'named like a password'],
  ['PGPASSWORD', '123456', 'named like a password'],
  ['MYSQL_ROOT_PASSWORD2', 'root', 'named like a password'],
  ['DB_PASS', 'p', 'named like a password'],
  ['DBPASS', 'x!', 'named like a password'],
  ['SSH_PASSPHRASE', 'open.sesame', 'named like a password'],
  ['SMTP_PWD', 'prefix-$(SUFFIX)', 'named like a password'],
  ['API_TOKEN', '5f0c1d3e-8f7a-4b1e-9d53-0c4d3a1b2c3d', 'named like a token'],
  ['GITHUB_TOKEN', 'abc', 'named like a token'],
  ['githubtoken', 'abcdef', 'named like a token'],
  ['CLIENT_SECRET', 'shhh', 'named like a secret'],
  ['SECRET_KEY_BASE', random(64, HEX), 'named like a key'],
  ['X-Api-Key', 'abc', 'named like a key'],
  ['APIKEY', 'abc', 'named like a key'],
  ['AWS_SECRET_ACCESS_KEY', join('/', random(38), '+'), 'named like a key'],
  ['LOGIN_CREDENTIALS', 'admin/admin', 'named like a credential'],
  ['APP_KEY', random(32), 'looks random'],
  ['APP_KEY', random(64, HEX), 'looks random'],
  ['REDIS_AUTH', random(24), 'looks random'],
];

/** What stands in good manifests, and must pass. */
const HARMLESS: readonly (readonly [name: string, value: string])[] = [
  ['LOG_LEVEL', 'info'],
  ['PORT', '8080'],
  ['EMPTY', ''],
  ['DB_PASSWORD', ''],
  ['DB_PASSWORD', '   '],
  ['DB_PASSWORD', '$(POSTGRES_PASSWORD)'],
  ['DB_PASSWORD', '$(PREFIX)$(SUFFIX)'],
  ['DB_PASSWORD', join('$', '{DB_PASSWORD}')],
  ['DB_PASSWORD', '{{ .Values.password }}'],
  ['DB_PASSWORD', '<redacted>'],
  ['DB_PASSWORD', '********'],
  ['DB_PASSWORD', '/run/secrets/db-password'],
  ['DB_PASSWORD', 'file:///run/secrets/db-password'],
  ['DB_PASSWORD', 'vault:secret/data/db#password'],
  ['DB_PASSWORD', 'op://vault/item/field'],
  ['DB_PASSWORD', 'ref+awssecrets://db/password'],
  ['DB_PASSWORD', 'ENC[AES256_GCM,data:Zm9v]'],
  ['DB_PASSWORD_FILE', '/run/secrets/db-password'],
  ['DB_PASSWORD_MIN_LENGTH', '12'],
  ['PASSWORD_POLICY', 'strict'],
  ['PASSWORD_HASHER', 'argon2id'],
  ['PASSWORD_RESET_URL', 'https://example.com/reset'],
  ['ALLOW_EMPTY_PASSWORD', 'yes'],
  ['MYSQL_RANDOM_ROOT_PASSWORD', 'true'],
  ['PWD', '/app'],
  ['MAX_PASSWORD', '64'],
  ['BYPASS', 'localhost'],
  ['COMPASS_HOME', 'north'],
  ['MAX_TOKENS', '4096'],
  ['TOKEN_EXPIRY', '3600'],
  ['TOKEN', '1h'],
  ['TOKEN', 'true'],
  ['AUTHORIZATION', 'Bearer $(TOKEN)'],
  ['AUTHORIZATION', 'bearer authentication'],
  ['HELP', 'Basic authentication is off'],
  ['TOKEN_URL', 'https://auth.example.com/oauth/token'],
  ['TOKEN', 'https://auth.example.com/oauth/token'],
  ['TOKEN_ISSUER', 'auth.example.com'],
  ['API_TOKEN', 'auth.example.com:8443'],
  ['TOKENIZERS_PARALLELISM', 'false'],
  ['TOKENIZER', 'bert-base-uncased'],
  ['SECRET_NAME', 'db-credentials'],
  ['IMAGE_PULL_SECRET', 'registry'],
  ['TLS_SECRET', 'web-tls'],
  ['SECRET_ARN', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf'],
  ['CLIENT_SECRET', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf'],
  ['SECRETS_BACKEND', 'vault'],
  ['GOOGLE_APPLICATION_CREDENTIALS', '/var/run/secrets/gcp/key.json'],
  ['CREDENTIALS', 'credentials.json'],
  ['AWS_ACCESS_KEY_ID', '$(ID)'],
  ['PUBLIC_KEY', `ssh-rsa ${random(200)}`],
  ['NEXT_PUBLIC_API_KEY', 'pk'],
  ['SSH_PUBLIC_KEY', random(64)],
  ['CA', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'],
  ['SORT_KEY', 'createdAt'],
  ['CACHE_KEY', 'OrderCreatedEventV2ProjectionForCustomers'],
  ['PARTITION_KEY', '5f0c1d3e-8f7a-4b1e-9d53-0c4d3a1b2c3d'],
  ['TLS_KEY', '/etc/tls/tls.key'],
  ['KEYCLOAK_ADMIN', 'admin'],
  ['REQUEST_ID', '5f0c1d3e-8f7a-4b1e-9d53-0c4d3a1b2c3d'],
  ['GIT_COMMIT', random(40, HEX)],
  ['IMAGE', `registry.example.com/app@sha256:${random(64, HEX)}`],
  ['BUILD', random(40)],
  ['FEATURE_PASSWORDLESS_LOGIN', 'on'],
  ['DATABASE_URL', 'postgres://shop:$(DB_PASSWORD)@db:5432/shop'],
  ['DATABASE_URL', join('postgres://shop:$', '{DB_PASSWORD}@db:5432/shop')],
  ['DATABASE_URL', 'postgres://%s:%s@db/shop'],
  ['DATABASE_URL', 'postgres://shop@db:5432/shop'],
  ['ENDPOINT', 'http://[::1]:8080/a@b'],
  ['GIT', 'ssh://git@github.com:22/acme/app.git'],
  ['SENTRY_DSN', `https://${random(32, HEX)}@sentry.example.com/1`],
  ['JAVA_OPTS', '-Djavax.net.ssl.keyStorePassword=$(PASSWORD) -Dtoken.ttl=3600'],
  ['CONFIG', '{"password":"$(DB_PASSWORD)","tokenTtl":"1h"}'],
  ['CONFIG', 'password: {{ .password }}\nexistingSecret: db\n'],
  ['SCRIPT', 'if [ -z "$PASSWORD" ]; then PASSWORD=$(cat /run/secrets/p); fi'],
  ['ARGS', '--token-file /run/secrets/token --secret-name web'],
  ['LOCALE', 'sk-SK'],
  ['NPM', 'npm_config_cache=/tmp/npm'],
  ['TEXT', 'The task-force asks: ask_for_more, risk-free'],
  ['HTML', '<a href="https://example.com">key: value</a>'],
];

describe('literal secrets', () => {
  test('the tables are as long as they should be', () => {
    expect(BY_FORM.length + BY_NAME.length).toBeGreaterThanOrEqual(40);
    expect(HARMLESS.length).toBeGreaterThanOrEqual(60);
  });

  test.each(BY_FORM.map(([name, value, why], index) => [index, name, why, value] as const))(
    'by form, %i: %s, %s',
    (_, name, why, value) => expect(literalSecret(name, value)).toContain(why),
  );

  test.each(BY_FORM.map(([, value, why], index) => [index, why, value] as const))(
    'by form, %i, in a longer text and whatever the name: %s',
    (_, why, value) => expect(literalSecret('TEXT_FILE', `set -e\n: "${value}" # ok`)).toContain(why),
  );

  test.each(BY_NAME)('by name: %s', (name, value, why) => expect(literalSecret(name, value)).toContain(why));

  test.each(HARMLESS)('%s=%s passes', (name, value) => expect(literalSecret(name, value)).toBeUndefined());

  test('the reason has nothing of the value', () => {
    for (const [name, value] of [...BY_FORM, ...BY_NAME]) {
      const why = literalSecret(name, value) ?? '';
      for (const part of value.match(/[\w+]{6,}/g) ?? []) {
        if (!/^(?:password|token|secret|BEGIN|Authorization|authentication)$/i.test(part))
          expect(why).not.toContain(part);
      }
    }
  });

  test('what stands behind 4,096 characters is not looked at', () => {
    const [, value = ''] = BY_FORM[10] ?? [];
    expect(literalSecret('X', `${'a '.repeat(1_000)}${value}`)).toBeDefined();
    expect(literalSecret('X', `${'a '.repeat(2_048)}${value}`)).toBeUndefined();
  });

  test('a token ends where its maker ends it, and begins with a word', () => {
    expect(literalSecret('X', join('AK', 'IA', random(17, BASE32)))).toBeUndefined();
    expect(literalSecret('X', join('AK', 'IA', random(15, BASE32)))).toBeUndefined();
    expect(literalSecret('X', join('xgh', 'p_', random(36)))).toBeUndefined();
    expect(literalSecret('X', join('gh', 'p_', random(35)))).toBeUndefined();
    expect(literalSecret('X', jwt.slice(0, jwt.lastIndexOf('.')))).toBeUndefined();
  });

  test('any text at all is judged without a crash', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('password', 'token', '=', ': ', '://', '@', '$(', ')', '--', ' ', '"', '/', 'eyJ', '.', 'Basic '),
    );
    const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
    return fc.assert(
      fc.property(text, text, (name, value) => {
        expect(['string', 'undefined']).toContain(typeof literalSecret(name, value));
      }),
    );
  });
});

describe('random texts', () => {
  test('of Base64 and hexadecimal digits are told from words', () => {
    for (const length of [24, 32, 40, 64]) expect(looksRandom(random(length))).toBe(true);
    for (const length of [32, 40, 64]) expect(looksRandom(random(length, HEX))).toBe(true);
    expect(looksRandom('0'.repeat(64))).toBe(false);
    expect(looksRandom('MyLongApplicationName2ForProduction')).toBe(false);
    expect(looksRandom('a-service-name-of-some-length-1')).toBe(false);
    expect(looksRandom(random(16))).toBe(false);
  });
});
