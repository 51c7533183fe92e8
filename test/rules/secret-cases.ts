/** No secret stands in this file: all are put together while the tests run, from parts that say nothing. */

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const ALNUM = `${LOWER}${LOWER.toUpperCase()}0123456789`;
export const HEX = '0123456789abcdef';
export const BASE32 = `${LOWER.toUpperCase()}234567`;

/** The same text on every run (linear congruential generator of Numerical Recipes), with all kinds of characters. */
export function random(length: number, alphabet = ALNUM): string {
  let state = length + alphabet.length;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return alphabet[Math.floor((state / 2 ** 32) * alphabet.length)];
  }).join('');
}

export const join = (...parts: string[]) => parts.join('');
const pem = (kind: string) => join('-----BEGIN ', kind, 'PRIVATE', ' KEY-----\n', random(64), '\n-----END');
export const jwt = [`ey${'J'}${random(30)}`, `ey${'J'}${random(60)}`, random(43)].join('.');

type Case = readonly [name: string, value: string, why: string];

export const BY_FORM: readonly Case[] = [
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
  ['CONFIG', '{\\"user\\":\\"shop\\",\\"password\\":\\"hunter2\\"}', 'a password in it'],
  ['CONFIG', '{"password":12345678}', 'a password in it'],
  ['CONFIG', "password => 'hunter2'", 'a password in it'],
  ['CONFIG', '<login><password>hunter2</password></login>', 'a password in it'],
  ['CONFIG', '<add key="password" value="hunter2"/>', 'a password in it'],
  ['CONFIG', '- name: DB_PASSWORD\n  value: hunter2\n', 'a password in it'],
  ['CONFIG', '{"auths":{"r.example.com":{"auth":"c2hvcDpodW50ZXIy"}}}', 'a random key in it'],
  ['DSN', 'shop:hunter2@tcp(db:3306)/shop?parseTime=true', 'a connection string with a password'],
  ['DSN', 'jdbc:oracle:thin:shop/hunter2@db:1521:shop', 'a connection string with a password'],
  ['CMD', 'server -password hunter2', 'a password in it'],
  ['CMD', 'mysqladmin ping -uroot -phunter2', 'takes a password'],
  ['CMD', 'cd /tmp; /usr/bin/redis-cli -a "hunter2" ping', 'takes a password'],
  ['CMD', "true && curl -s -u 'shop:hunter2' https://example.com", 'takes a password'],
  ['CMD', 'mongosh -u root -p hunter2', 'takes a password'],
  ['CMD', 'test "$(mysql -p"hunter2" -e status)" = ok', 'takes a password'],
  ['BLOB', `https://a.example.com/b?sv=2024&sig=${random(43)}%3D`, 'a random key in it'],
];

/** Texts that are wholly in Base64. */
export const ENCODED: readonly (readonly [text: string, why: string])[] = [
  ['password=hunter2', 'in Base64, it has a password in it'],
  ['{"user":"shop","password":"hunter2"}', 'in Base64, it has a password in it'],
  ['db:\n  user: shop\n  password: hunter2\n', 'in Base64, it has a password in it'],
  [join('url: postgres://shop', ':hunter2', '@db/shop'), 'in Base64, it has a URL with a password'],
];

export const BY_NAME: readonly Case[] = [
  ['DB_PASSWORD', 'hunter2', 'says that it is a password'],
  ['dbPassword', 'correct horse battery staple', 'says that it is a password'],
  ['db.password', 'postgres', 'says that it is a password'],
  ['PGPASSWORD', '123456', 'says that it is a password'],
  ['MYSQL_ROOT_PASSWORD2', 'root', 'says that it is a password'],
  ['DB_PASS', 'p', 'says that it is a password'],
  ['DBPASS', 'x!', 'says that it is a password'],
  ['SSH_PASSPHRASE', 'open.sesame', 'says that it is a password'],
  ['SMTP_PWD', 'prefix-$(SUFFIX)', 'says that it is a password'],
  ['ADMIN_PW', 'hunter2', 'says that it is a password'],
  ['DB_PASSWORD', 'пароль', 'says that it is a password'],
  ['DB_PASSWORD', '!@#$%^&*', 'says that it is a password'],
  ['DB_PASSWORD', join('$', '{DB_PASSWORD:-hunter2}'), 'says that it is a password'],
  ['BASIC_AUTH', 'shop:hunter2', 'says that it is a credential'],
  ['SECRET', 'hunter2', 'says that it is a secret'],
  ['APP_SECRET', 'my-app-secret', 'says that it is a secret'],
  ['API_TOKEN', '5f0c1d3e-8f7a-4b1e-9d53-0c4d3a1b2c3d', 'says that it is a token'],
  ['GITHUB_TOKEN', 'abc', 'says that it is a token'],
  ['githubtoken', 'abcdef', 'says that it is a token'],
  ['CLIENT_SECRET', 'shhh', 'says that it is a secret'],
  ['SECRET_KEY_BASE', random(64, HEX), 'says that it is a key'],
  ['X-Api-Key', 'abc', 'says that it is a key'],
  ['APIKEY', 'abc', 'says that it is a key'],
  ['AWS_SECRET_ACCESS_KEY', join('/', random(38), '+'), 'says that it is a key'],
  ['LOGIN_CREDENTIALS', 'admin/admin', 'says that it is a credential'],
  ['APP_KEY', random(32), 'looks random'],
  ['APP_KEY', random(64, HEX), 'looks random'],
  ['REDIS_AUTH', random(24), 'looks random'],
];
