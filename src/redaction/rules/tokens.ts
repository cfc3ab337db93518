/** Tokens and keys that are known by their own form: the prefixes that their issuers gave them so that they can be found. */
import { isOpaque, type Rule } from './rule.ts';

const before = String.raw`(?<![\w-])`;
const after = String.raw`(?![\w-])`;

/** A token that begins in one of these ways, up to where its characters end. */
function issued(what: string, hints: readonly string[], form: string, proves?: Rule['proves']): Rule {
  return { what, hints, pattern: new RegExp(`${before}(?<secret>${form})${after}`, 'g'), ...(proves === undefined ? {} : { proves }) };
}

const hasBothCases = (text: string): boolean => /[A-Z]/.test(text) && /[a-z]/.test(text) && /\d/.test(text);

export const tokens: readonly Rule[] = [
  { what: 'Slack token', hints: ['xox', 'xapp-'], pattern: /(?<![\w-])(?<secret>xox[a-z]-[\w-]{8,512}|xapp-[\w-]{8,512}|xoxe\.xox[bp]-[\w-]{8,512})/g },
  issued('GitHub token', ['gh', 'github_pat_'], String.raw`gh[oprsu]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}`),
  issued('GitLab token', ['gl', 'GR1348941'], String.raw`gl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|soat|ffct|oas|wt)-[\w.-]{16,320}|GR1348941[\w-]{20,64}`),
  issued('cloud key', ['AKIA', 'ASIA', 'ABIA', 'ACCA'], '(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}'),
  {
    what: 'cloud key',
    hints: ['AKIA', 'ASIA'],
    pattern: /(?:(?:AKIA|ASIA)[A-Z0-9]{16})[^\n]{0,60}?(?<![\w/+])(?<secret>[A-Za-z0-9/+]{40})(?![\w/+=])/g,
    proves: hasBothCases,
  },
  issued('cloud key', ['AIza'], String.raw`AIza[\w-]{35}`),
  issued('cloud token', ['ya29.', 'GOCSPX-', '1//0'], String.raw`ya29\.[\w.-]{20,2048}|GOCSPX-[\w-]{20,64}|1//0[\w-]{30,256}`),
  { what: 'cloud key', hints: ['Q~'], pattern: /(?<![\w~.-])(?<secret>[A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34})(?![\w~.-])/g },
  {
    what: 'cloud key',
    hints: ['+ASt', '+ACR', '+AEh', '+ASb', 'ACDb', 'AzCa', 'AzSe', 'AzFu', '+ARm', 'AzCA', 'APIM'],
    pattern: /(?<![\w/+])(?<secret>[A-Za-z0-9/+]{32,80}(?:\+ASt|\+ACR|\+AEh|\+ASb|\+ARm|ACDb|AzCa|AzSe|AzFu|AzCA|APIM)[A-Za-z0-9/+]{3,10}={0,2})(?![\w/+=])/g,
  },
  issued('cloud key', ['LTAI'], 'LTAI[A-Za-z0-9]{12,24}', isOpaque),
  issued('cloud key', ['AKID'], 'AKID[A-Za-z0-9]{32}'),
  issued('cloud token', ['do'], String.raw`do[opr]_v1_[0-9a-f]{64}`),
  issued('npm token', ['npm_'], 'npm_[A-Za-z0-9]{36,64}'),
  issued('PyPI token', ['pypi-'], String.raw`pypi-[\w-]{50,1024}`),
  issued('Docker Hub token', ['dckr_'], String.raw`dckr_[a-z]{3}_[\w-]{20,128}`),
  issued('Hugging Face token', ['hf_', 'api_org_'], '(?:hf|api_org)_[A-Za-z0-9]{30,64}'),
  issued('API key', ['sk-'], String.raw`sk-(?:[a-z]{2,10}(?:-v?\d{1,2}|\d{2})?-){0,2}[\w-]{20,512}`, (key) => hasBothCases(key) || /[0-9a-f]{40}/.test(key)),
  issued('API key', ['sk_', 'rk_', 'pk_live', 'whsec_'], String.raw`[rs]k_(?:live|test|prod)_[A-Za-z0-9]{10,255}|whsec_[\w+/=]{20,128}`),
  issued('API key', ['SK'], 'SK[0-9a-f]{32}'),
  issued('API key', ['SG.'], String.raw`SG\.[\w-]{16,32}\.[\w-]{16,64}`),
  issued('API key', ['-us'], String.raw`[0-9a-f]{32}-us\d{1,2}`),
  issued('API key', ['key-'], 'key-[0-9a-f]{32}'),
  issued('API key', ['NR'], String.raw`NRA[AK]-[A-Z0-9]{27}|NRI[IQ]-[\w-]{32}|NRJS-[0-9a-f]{19}`),
  issued('API key', ['NRAL'], '[0-9a-zA-Z]{36}NRAL'),
  issued('API key', ['ddapp_', 'ddpat_'], String.raw`dd(?:app|pat)_[A-Za-z0-9]{30,128}`),
  issued('Grafana token', ['gls', 'glc_'], String.raw`glsa_[A-Za-z0-9]{32}_[0-9A-Fa-f]{8}|glc_[A-Za-z0-9+/]{32,400}={0,2}`),
  { what: 'Grafana token', hints: ['eyJrIjoi'], pattern: /(?<![\w-])(?<secret>eyJrIjoi[\w+/-]{20,400}={0,2})/g },
  { what: 'Vault token', hints: ['hv', 's.', 'b.', 'r.'], pattern: /(?<![\w.])(?<secret>hv[sbr]\.[\w-]{20,512})/g },
  { what: 'Vault token', hints: ['s.', 'b.', 'r.'], pattern: /(?<![\w./-])(?<secret>[sbr]\.[A-Za-z0-9]{24})(?![\w.-])/g, proves: hasBothCases },
  { what: 'Terraform token', hints: ['.atlasv1.'], pattern: /(?<![\w.])(?<secret>[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{40,128})/g },
  {
    what: 'token',
    hints: ['eyJ'],
    pattern: /(?<![\w.-])(?<secret>eyJ[\w-]{8,4096}\.(?:eyJ[\w-]{2,8192}\.[\w-]{0,4096}|[\w-]{2,4096}\.[\w-]{2,4096}\.[\w-]{2,65536}\.[\w-]{2,4096}))/g,
  },
  { what: 'bootstrap token', hints: ['.'], pattern: /(?<![\w./-])(?<secret>[a-z0-9]{6}\.[a-z0-9]{16})(?![\w.-])/g, proves: (token) => /\d/.test(token) },
  issued('join token', ['SWMTKN-', 'K10'], String.raw`SWMTKN-\d-[a-z0-9]{40,60}-[a-z0-9]{20,30}|K10[0-9a-f]{64}::[\w-]{1,64}:[\w.-]{6,128}`),
  { what: 'join token', hints: [':25000/'], pattern: /:25000\/(?<secret>[0-9a-f]{32}(?:\/[0-9a-f]{8,16})?)(?!\w)/g },
  issued('API token', ['token-'], 'token-[a-z0-9]{5}:[a-z0-9]{40,64}'),
  issued('Atlassian token', ['ATATT', 'ATBB', 'ATCTT'], String.raw`AT(?:ATT|CTT)[\w=-]{40,400}|ATBB[A-Za-z0-9]{28,64}`),
  issued('API token', ['dapi'], String.raw`dapi[0-9a-f]{32}(?:-\d)?`),
  issued('API token', ['dp.'], String.raw`dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[\w-]{2,35}\.)?[A-Za-z0-9]{40,48}`),
  issued(
    'API token',
    ['pul-', 'tskey-', 'PMAK-', 'CCIPAT_', 'lin_api_', 'ntn_', 'sbp_', 'HRKU-', 'figd_'],
    String.raw`pul-[0-9a-f]{40}|tskey-[a-z]{3,12}-[\w-]{16,128}|PMAK-[0-9a-f]{24}-[0-9a-f]{34}|CCIPAT_[\w-]{40,128}|lin_api_[A-Za-z0-9]{40}|ntn_[A-Za-z0-9]{40,64}|sbp_[0-9a-f]{40}|HRKU-[\w-]{36,80}|figd_[\w-]{40,64}`,
  ),
  issued(
    'API token',
    ['sntry', 'sq', 'shp', 'pscale_', 'rubygems_', 'AKCp'],
    String.raw`sntry[su]_[\w+/=.-]{40,512}|sq[apu]_[0-9a-f]{40}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}|pscale_(?:tkn|pw|oauth)_[\w.-]{30,80}|rubygems_[0-9a-f]{48}|AKCp[A-Za-z0-9]{60,80}`,
  ),
  issued('private key', ['AGE-SECRET-KEY-'], 'AGE-SECRET-KEY-1[A-Z0-9]{50,70}'),
  { what: 'bot token', hints: [':AA'], pattern: /(?<![\w:.-])(?:bot)?(?<secret>\d{8,10}:AA[\w-]{33})(?![\w-])/g },
  { what: 'Ceph key', hints: ['AQ'], pattern: /(?<![\w/+])(?<secret>AQ[A-Za-z0-9/+]{36}==)/g },
  {
    what: 'webhook',
    hints: ['hooks.slack.com', 'discord', 'webhook.office.com', 'api.telegram.org', 'oapi.dingtalk.com', 'open.feishu.cn', 'qyapi.weixin'],
    pattern:
      /(?:hooks\.slack\.com\/(?:services|workflows|triggers)\/|discord(?:app)?\.com\/api\/webhooks\/|webhook\.office\.com\/webhookb2\/|open\.feishu\.cn\/open-apis\/bot\/v2\/hook\/|oapi\.dingtalk\.com\/robot\/send\?access_token=|qyapi\.weixin\.qq\.com\/cgi-bin\/webhook\/send\?key=)(?<secret>[\w/@.-]{16,300})/g,
  },
];
