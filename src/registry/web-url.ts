import { parseRegistryHost } from '../parse/image-host.ts';

const VISIBLE = /^[!-~]+$/;

/**
 * The URL of a web server that an answer names, absolute or relative to `base`, without credentials in it; undefined for
 * any other text.
 */
export function webUrl(text: string, maxLength: number, base?: URL): URL | undefined {
  const url = text.length <= maxLength && VISIBLE.test(text) ? URL.parse(text, base?.href) : null;
  const isWeb = url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
  return isWeb && url.username === '' && url.password === '' && parseRegistryHost(url.host).ok ? url : undefined;
}
