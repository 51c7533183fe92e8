import type { TextCheck } from '../model/schema.ts';

/*
 * The grammars of names in Kubernetes, as its API server checks them
 * (k8s.io/apimachinery/pkg/util/validation): DNS labels (RFC 1123), label keys and label values.
 */

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const MAX_LABEL = 63;
const MAX_SUBDOMAIN = 253;

/** A lower-case DNS label. */
export const checkDnsLabel: TextCheck = (text) =>
  text.length <= MAX_LABEL && DNS_LABEL.test(text)
    ? undefined
    : `a name has at most ${MAX_LABEL} lower-case letters, digits and "-", and starts and ends with a letter or digit`;

/** DNS labels with dots between them, the names of Secrets. */
export const checkDnsSubdomain: TextCheck = (text) =>
  isSubdomain(text)
    ? undefined
    : `a name has at most ${MAX_SUBDOMAIN} lower-case letters, digits, "-" and ".", and each part between dots starts and ends with a letter or digit`;

/** `name` or `prefix/name`, the keys of labels and annotations. */
export const checkLabelKey: TextCheck = (key) => {
  const slash = key.indexOf('/');
  if (slash !== -1 && !isSubdomain(key.slice(0, slash))) {
    return `the prefix of a label key is a DNS name of at most ${MAX_SUBDOMAIN} lower-case characters`;
  }
  return isLabelName(key.slice(slash + 1))
    ? undefined
    : `a label key has at most ${MAX_LABEL} letters, digits, "-", "_" and ".", starts and ends with a letter or digit, and may have a prefix before one "/"`;
};

export const checkLabelValue: TextCheck = (value) =>
  value === '' || isLabelName(value)
    ? undefined
    : `a label value has at most ${MAX_LABEL} letters, digits, "-", "_" and ".", and starts and ends with a letter or digit`;

function isLabelName(text: string): boolean {
  return text.length <= MAX_LABEL && LABEL_NAME.test(text);
}

function isSubdomain(text: string): boolean {
  return text.length <= MAX_SUBDOMAIN && text.split('.').every((part) => DNS_LABEL.test(part));
}
