/** Asking the server, and hearing from it. A lost connection is an outcome, not an exception. */
import type { Language, Text } from '#language/text.ts';
import type { Hello, News, ProblemAnswer } from '../wire.ts';
import { words } from './words.ts';

/** Who reads and acts, in which language; the page changes it when the person does. */
export type Reader = { person: string; language: Language };

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Text }
  | { readonly ok: false; readonly lost: true };

export type Body = { readonly text: Blob | string } | { readonly json: unknown };

/** One request; `message` names what is said, so that saying it again is the same. */
export async function ask<T>(reader: Reader, path: string, body?: Body, message: string = newMessage()): Promise<Outcome<T>> {
  const headers: Record<string, string> = { 'k8sdoc-person': encodeURIComponent(reader.person), 'k8sdoc-language': reader.language, 'k8sdoc-message': message };
  if (body !== undefined) headers['content-type'] = 'text' in body ? 'text/plain' : 'application/json';
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      body: body === undefined ? null : 'text' in body ? body.text : JSON.stringify(body.json),
    });
    answer = await response.json();
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, problem: words.noAnswer };
    return { ok: false, lost: true };
  }
  // The page and its server are one version, so the server's own types hold here.
  if (response.ok) return { ok: true, value: answer as T };
  return { ok: false, problem: isProblem(answer) ? answer.problem : words.noAnswer };
}

function isProblem(answer: unknown): answer is ProblemAnswer {
  return typeof answer === 'object' && answer !== null && 'problem' in answer && typeof answer.problem === 'object';
}

/** 128 random bits. `crypto.randomUUID` is missing where the page is not served over a secure or local address. */
export function newMessage(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What the page does when it hears something. */
export type Listener = { readonly opened: (hello: Hello) => void; readonly lost: () => void; readonly news: (news: News) => void };

/** Milliseconds: the server gives a sign of life every 15 s. */
const silence = 40_000;
const firstDelay = 500;
const longestDelay = 5_000;

/**
 * Keeps a stream of news open: reopens it after an error, a silence, and when a hidden page is looked at again (a browser
 * allows six connections to a server; hidden pages take none).
 */
export function listen(listener: Listener): void {
  let source: EventSource | undefined;
  let watch: ReturnType<typeof setTimeout> | undefined;
  let delay = firstDelay;

  const close = (): void => {
    clearTimeout(watch);
    source?.close();
    source = undefined;
  };
  const again = (): void => {
    close();
    listener.lost();
    watch = setTimeout(open, delay);
    delay = Math.min(delay * 2, longestDelay);
  };
  const alive = (): void => {
    clearTimeout(watch);
    watch = setTimeout(again, silence);
  };
  const open = (): void => {
    close();
    const opened = new EventSource('/api/events');
    source = opened;
    alive();
    opened.addEventListener('hello', ({ data }) => {
      delay = firstDelay;
      alive();
      listener.opened(JSON.parse(String(data)) as Hello);
    });
    opened.addEventListener('news', ({ data }) => {
      alive();
      listener.news(JSON.parse(String(data)) as News);
    });
    opened.addEventListener('alive', alive);
    opened.addEventListener('error', again);
  };
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') close();
    else if (source === undefined) open();
  });
  open();
}
