/**
 * The text of a message: what was written, what an alerting app put into attachments and blocks, and the text files with it.
 */
import type { Logger } from 'pino';
import type { webApi } from '@slack/bolt';
import type { Text } from '#language/text.ts';
import { written } from './literal.ts';
import { fileInfo } from './payloads.ts';
import type { SlackFile, SlackMessage } from './payloads.ts';
import { words } from './words.ts';

/** The most that is read of one file; bytes. */
const fileLimit = 20 * 1024 * 1024;

/** What could be read, and what to say about each file that could not. */
export type Content = { readonly text: string; readonly problems: readonly Text[] };

export type FileReader = (file: SlackFile) => Promise<{ readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: Text }>;

/** The words of a message without its files. */
export function wordsOf(message: SlackMessage): string {
  const own = message.text ?? '';
  const attached = (message.attachments ?? []).flatMap((attachment) => {
    const said = [attachment.pretext, attachment.title, attachment.text, ...(attachment.fields ?? []).flatMap((field) => [field.title, field.value])].filter(
      (part) => part !== null && part !== undefined && part !== '',
    );
    return said.length > 0 ? said : [attachment.fallback ?? ''];
  });
  const blocks = own === '' ? textsIn(message.blocks ?? []) : [];
  return written([own, ...blocks, ...attached].filter((part) => part !== '').join('\n'));
}

/** A message with its text files, in one text. */
export async function contentOf(message: SlackMessage, read: FileReader): Promise<Content> {
  const texts = [wordsOf(message)];
  const problems: Text[] = [];
  for (const file of message.files ?? []) {
    const content = await read(file);
    if (content.ok) texts.push(content.text);
    else problems.push(content.problem);
  }
  return { text: texts.filter((text) => text.trim() !== '').join('\n'), problems };
}

/** All the texts in blocks, in reading order, down to a sensible depth. */
function textsIn(node: unknown, depth = 0): string[] {
  if (depth > 12 || typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) return node.flatMap((each) => textsIn(each, depth + 1));
  return Object.entries(node).flatMap(([key, value]) => (key === 'text' && typeof value === 'string' ? [value] : textsIn(value, depth + 1)));
}

/**
 * Fetches files with the bot's token. The token goes to Slack's own file server only, or to the server that stands in for
 * Slack where `apiUrl` names one.
 */
export function fileReader(options: {
  readonly client: webApi.WebClient;
  readonly botToken: string;
  readonly apiUrl: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
}): FileReader {
  const { client, botToken, apiUrl, log, signal } = options;
  const trusted = (url: URL): boolean => url.origin === new URL(apiUrl).origin || (url.protocol === 'https:' && /(^|\.)slack\.com$/u.test(url.hostname));

  return async (given) => {
    const name = given.name ?? given.title ?? given.id;
    let file = given;
    if (file.url_private_download === undefined || file.url_private_download === null) {
      const info = await client.files.info({ file: given.id });
      file = fileInfo.parse(info.file);
    }
    if (!looksLikeText(file)) return { ok: false, problem: words.fileNotText(name) };
    if ((file.size ?? 0) > fileLimit) return { ok: false, problem: words.fileTooLarge(name, fileLimit / 1024 / 1024) };
    const address = file.url_private_download ?? file.url_private ?? '';
    if (!URL.canParse(address) || !trusted(new URL(address))) {
      log.warn({ file: file.id }, 'a file without an address at Slack was not fetched');
      return { ok: false, problem: words.fileNotRead(name) };
    }
    const response = await fetch(address, { headers: { authorization: `Bearer ${botToken}` }, signal: AbortSignal.any([signal, AbortSignal.timeout(60_000)]) });
    const page = response.headers.get('content-type')?.startsWith('text/html') === true && file.mimetype !== 'text/html';
    if (!response.ok || page || response.body === null) {
      await response.body?.cancel();
      log.warn({ file: file.id, status: response.status }, 'a file could not be fetched from Slack');
      return { ok: false, problem: words.fileNotRead(name) };
    }
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of response.body) {
      size += part.length;
      if (size > fileLimit) return { ok: false, problem: words.fileTooLarge(name, fileLimit / 1024 / 1024) };
      parts.push(part);
    }
    const bytes = Buffer.concat(parts);
    if (bytes.subarray(0, 8192).includes(0)) return { ok: false, problem: words.fileNotText(name) };
    return { ok: true, text: bytes.toString('utf8') };
  };
}

/** By what Slack says of it; a file without a known kind is given a chance, its bytes decide. */
function looksLikeText(file: SlackFile): boolean {
  if (file.mode === 'snippet' || file.mode === 'post') return true;
  const type = file.mimetype ?? '';
  if (type.startsWith('text/')) return true;
  if (/^application\/(?:(?:.+\+)?(?:json|xml|yaml)|x-ndjson|x-yaml|x-sh|toml|octet-stream)$/u.test(type)) return true;
  return type === '' || /\.(?:log|txt|out|err|conf|ya?ml|json|ndjson|md|csv)$/iu.test(file.name ?? '');
}
