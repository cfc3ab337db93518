/**
 * The values of Secrets in manifests: what `kubectl get secret -o yaml` and `-o json` print, and what annotations repeat of it.
 */

/** Where a value stands; end exclusive. */
export type Span = { readonly from: number; readonly to: number };

const isSecret = /\bkind\\{0,8}["']?:[ \t]{0,4}\\{0,8}["']?Secret\b/;

/** How the base64 of a certificate begins: it is public. */
const certificate = 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FUR';

/** The values below `data` and `stringData`, in every document of the text that holds a Secret. */
export function secretValues(text: string): readonly Span[] {
  if (!isSecret.test(text)) return [];
  const spans: Span[] = [];
  let start = 0;
  for (const document of text.split(/^(?=---)/m)) {
    if (isSecret.test(document)) {
      for (const { from, to } of [...inYaml(document), ...inJson(document)]) {
        if (!document.startsWith(certificate, from)) spans.push({ from: from + start, to: to + start });
      }
    }
    start += document.length;
  }
  return spans;
}

function inYaml(document: string): readonly Span[] {
  const spans: Span[] = [];
  let at = 0;
  let block: number | undefined;
  for (const line of document.split('\n')) {
    const words = line.trimStart();
    const indent = line.length - words.length;
    if (/^(?:- )?(?:data|stringData):\s*$/.test(words)) block = indent + (words.startsWith('- ') ? 2 : 0);
    else if (block !== undefined && words.trim() !== '') {
      if (indent <= block) block = undefined;
      else {
        // A key with its value, or a further line of a value.
        const key = /^["']?[\w.-]{1,253}["']?:(?:[ \t]+|$)/.exec(words)?.[0] ?? '';
        const value = words.slice(key.length).trimEnd();
        const from = at + indent + key.length;
        if (value !== '' && !/^[|>][-+]?$/.test(value)) spans.push({ from, to: from + value.length });
      }
    }
    at += line.length + 1;
  }
  return spans;
}

function inJson(document: string): readonly Span[] {
  return Array.from(document.matchAll(/"(?:data|stringData)\\{0,8}"\s{0,8}:\s{0,8}\{(?<members>[^{}]{0,1048576})\}/g)).flatMap((found) => {
    const members = found.groups?.['members'] ?? '';
    const start = found.index + found[0].length - 1 - members.length;
    return Array.from(members.matchAll(/:\s{0,8}\\{0,8}"(?<value>[^"\\]{1,1048576})/g)).map((member) => {
      const to = start + member.index + member[0].length;
      return { from: to - (member.groups?.['value']?.length ?? 0), to };
    });
  });
}
