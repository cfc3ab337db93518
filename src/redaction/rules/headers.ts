/** What HTTP carries: credentials and cookies in headers, signatures and tokens in queries. */
import { isPlainWord, type Rule } from './rule.ts';

/** Schemes with one credential, and such with a list of parameters. */
const simple = '(?:bearer|basic|token|negotiate|ntlm|apikey|api-key|key|sharedkey|splunk|genie|genie-key|genieKey|ssws|jwt|aws)';
const listed = '(?:digest|aws4-hmac-sha256|oauth|hawk|signature|sharedaccesssignature|vapid|mutual)';
const opening = String.raw`\b(?:proxy-)?authorization\\?["']?\s{0,4}[:=]\s{0,4}(?:\[|\\?["']){0,3}`;

export const headers: readonly Rule[] = [
  {
    what: 'authorization',
    hints: ['authorization'],
    pattern: new RegExp(String.raw`${opening}${simple}\s{1,4}(?!\[redacted)(?<secret>[^\s"'\\,;]{4,8192})`, 'gi'),
  },
  {
    what: 'authorization',
    hints: ['authorization'],
    pattern: new RegExp(String.raw`${opening}${listed}\s{1,4}(?!\[redacted)(?<secret>(?:[^\n"'\\]|\\?"[^"\\\n]{0,256}\\?"(?=\s{0,4}(?:,|$))){4,4096})`, 'gim'),
  },
  {
    what: 'authorization',
    hints: ['authorization'],
    pattern: new RegExp(String.raw`${opening}(?!\[redacted|${listed}\s)(?<secret>[\w.~+/=:-]{16,8192})`, 'gi'),
    proves: (value) => !isPlainWord(value) && !/^[a-z.:]+$/.test(value),
  },
  {
    what: 'bearer token',
    hints: ['bearer'],
    pattern: /\bbearer\s{1,4}(?!\[redacted)(?<secret>[\w.~+/-]{16,8192}={0,2})/gi,
    proves: (token) => !/^[a-z-]+$/.test(token),
  },
  { what: 'bearer token', hints: ['base64url.bearer'], pattern: /base64url\.bearer\.authorization\.k8s\.io\.(?<secret>[\w-]{8,8192})/g },
  {
    what: 'cookie',
    hints: ['cookie'],
    pattern: /\bset-cookie\\?["']?\s{0,4}[:=]\s{0,4}(?:\[|\\?["']){0,3}[\w!#$%&*.^|~-]{1,128}=(?!\[redacted)(?<secret>[^\s;"'\\]{1,4096})/gi,
  },
  {
    what: 'cookie',
    hints: ['cookie'],
    pattern:
      /(?<!set-)\bcookies?\\?["']?\s{0,4}:\s{0,4}(?:\[|\\?["']){0,3}(?!\[redacted)(?<secret>[\w!#$%&*.^|~-]{1,128}=[^\s"'\\;]{1,4096}(?:; ?[^\s"'\\;]{1,4096}){0,64})/gi,
  },
  {
    what: 'signature',
    hints: ['='],
    pattern:
      /[?&](?:sig|signature|X-Amz-Signature|X-Amz-Security-Token|X-Goog-Signature|X-Goog-Credential|hmac)=(?!\[redacted)(?<secret>[\w%+/=.~-]{16,4096})/gi,
  },
  {
    what: 'token',
    hints: ['='],
    pattern:
      /[?&](?:access_token|id_token|refresh_token|auth_token|auth|token|jwt|apikey|api_key|api-key|key|secret|client_secret|password|passwd|pwd|pass|session|sessionid|session_id|sid|ticket)=(?!\[redacted)(?<secret>[\w%+/=.~!*$@:-]{6,4096})/gi,
    proves: (value) => !isPlainWord(value),
  },
];
