/** The channel: who reads, the stream of cards, and keeping both true to the server. */
import type { Language, Text } from '#language/text.ts';
import type { Answer, ChannelView, News } from '../wire.ts';
import { type Reader, ask, listen, newMessage } from './api.ts';
import { type Item, type Surroundings, createItem } from './card.ts';
import { type Sending, createComposer } from './composer.ts';
import { make, part, prose } from './dom.ts';
import { sizeOf } from './text.ts';
import { words } from './words.ts';

const stream = part('stream', HTMLOListElement);
const welcome = part('welcome', HTMLElement);
const announcer = part('announcer', HTMLElement);
const connection = part('connection', HTMLElement);

/** The language that was chosen here is remembered; the person is each tab's own, so that two tabs can be two people. */
const reader: Reader = { person: sessionStorage.getItem('k8sdoc-person') ?? '', language: languageAtFirst() };

let channel: ChannelView | undefined;
let pageName: string | undefined;
/** Cards by incident. */
const cards = new Map<string, Item>();
/** Items that are no card: answers, and what is on its way; with whose they are. */
const loose = new Map<Item, string>();
/** Resolved when the connection is back. */
let reconnected = Promise.withResolvers<void>();

function languageAtFirst(): Language {
  const kept = localStorage.getItem('k8sdoc-language');
  if (kept === 'en' || kept === 'zh') return kept;
  return /^zh\b/iu.test(navigator.language) ? 'zh' : 'en';
}

function announce(text: Text): void {
  announcer.replaceChildren(prose(text, reader.language));
}

const surroundings: Surroundings = { reader, announce, receive: (answer) => place(answer) };

const composer = createComposer(part('composer', HTMLFormElement), reader.language, (sending) => void deliver(sending));

/** Shows the card of an answer where it belongs: in its own place, or in a new one by its time. */
function place(answer: Answer, force = false): Item | undefined {
  const { incident } = answer;
  if (incident === undefined) return undefined;
  const known = cards.get(incident.id);
  if (known !== undefined) {
    known.show(answer, force);
    return known;
  }
  const item = createItem(surroundings, { said: words.pastedBy(incident.openedBy.name), at: incident.openedAt, quoted: incident.excerpt });
  cards.set(incident.id, item);
  item.show(answer);
  const later = [...stream.children].find((child) => (child.querySelector('time')?.dateTime ?? '') > incident.openedAt);
  const atEnd = nearEnd();
  stream.insertBefore(item.element, later ?? null);
  if (atEnd) item.element.scrollIntoView({ block: 'nearest' });
  welcome.hidden = true;
  return item;
}

function nearEnd(): boolean {
  return document.documentElement.scrollHeight - window.scrollY - window.innerHeight < 120;
}

/** Sends what was composed, and sends it again under the same name when the connection was lost meanwhile. */
async function deliver(sending: Sending): Promise<void> {
  const person = reader.person;
  const name = channel?.people.find(({ id }) => id === person)?.name ?? person;
  const item = createItem(surroundings, {
    said: sending.kind === 'line' ? words.typedBy(name) : words.pastedBy(name),
    at: new Date().toISOString(),
    quoted: sending.text,
  });
  loose.set(item, person);
  const drop = (): void => {
    loose.delete(item);
    item.element.remove();
    welcome.hidden = cards.size + loose.size > 0;
  };
  stream.append(item.element);
  welcome.hidden = true;
  item.tell(sending.kind === 'line' ? words.running : words.reading(sizeOf(sending.bytes)), 'working');
  item.element.scrollIntoView({ block: 'end' });

  const message = newMessage();
  const speaker: Reader = { person, language: reader.language };
  for (;;) {
    const outcome =
      sending.kind === 'line'
        ? await ask<Answer>(speaker, '/api/line', { json: { line: sending.line } }, message)
        : await ask<Answer>(speaker, '/api/paste', { text: sending.body }, message);
    if (outcome.ok) {
      announce(outcome.value.reply.summary);
      if (outcome.value.incident === undefined) item.show(outcome.value);
      else drop();
      const card = place(outcome.value) ?? item;
      card.element.scrollIntoView({ block: 'start' });
      return;
    }
    if ('problem' in outcome) {
      announce(outcome.problem);
      item.tell(outcome.problem, 'bad', [{ label: words.discard, choose: drop }]);
      return;
    }
    item.tell(words.waiting, 'bad', [{ label: words.discard, choose: drop }]);
    announce(words.waiting);
    await Promise.race([reconnected.promise, new Promise((resolve) => setTimeout(resolve, 5_000))]);
    if (!loose.has(item)) return;
  }
}

/** Fetches one card; calls while one is under way make one more fetch, not many. */
const fetching = new Map<string, { again: boolean }>();
async function bring(incident: string): Promise<void> {
  const under = fetching.get(incident);
  if (under !== undefined) {
    under.again = true;
    return;
  }
  const order = { again: true };
  fetching.set(incident, order);
  while (order.again) {
    order.again = false;
    const person = reader.person;
    const outcome = await ask<Answer>(reader, `/api/cards/${encodeURIComponent(incident)}`);
    if (person !== reader.person) order.again = true;
    else if (outcome.ok) {
      const known = cards.get(incident);
      const news = known === undefined || (outcome.value.incident?.version ?? 0) > known.version();
      place(outcome.value);
      if (news) announce(outcome.value.reply.summary);
    }
  }
  fetching.delete(incident);
}

function hear(news: News): void {
  if ((cards.get(news.incident)?.version() ?? -1) < news.version) void bring(news.incident);
}

/** Everything anew: at the start, after a reconnection, for another person. */
async function refresh(force: boolean): Promise<void> {
  const person = reader.person;
  const outcome = await ask<ChannelView>(reader, '/api/channel');
  if (!outcome.ok) {
    if ('problem' in outcome) lost(outcome.problem);
    return;
  }
  const view = outcome.value;
  const first = channel === undefined;
  channel = view;
  if (first && view.language !== undefined && localStorage.getItem('k8sdoc-language') === null) reader.language = view.language;
  if (!view.people.some(({ id }) => id === reader.person)) reader.person = view.people[0]?.id ?? '';
  else if (person !== reader.person) return;
  composer.setLimit(view.limit);
  frame();
  for (const answer of view.cards) place(answer, force);
  if (first) window.scrollTo({ top: document.documentElement.scrollHeight });
}

/** All that stands around the stream, in the reader's language. */
function frame(): void {
  if (channel === undefined) return;
  const { language } = reader;
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = `${channel.channel} · k8sdoc`;
  part('channel', HTMLElement).textContent = channel.channel;
  part('skip', HTMLElement).textContent = words.skip[language];
  const banner = part('simulated', HTMLElement);
  banner.textContent = words.simulated[language];
  banner.hidden = !channel.simulated;
  const switcher = part('language', HTMLButtonElement);
  switcher.textContent = words.otherLanguage[language];
  switcher.setAttribute('aria-label', words.otherLanguageLabel[language]);
  switcher.lang = language === 'zh' ? 'en' : 'zh-CN';

  const people = part('people', HTMLFieldSetElement);
  const focused = people.contains(document.activeElement);
  const choices = channel.people.map(({ id, name }) => {
    const input = make('input', { type: 'radio', name: 'person', value: id, checked: id === reader.person });
    input.addEventListener('change', () => become(id));
    return make('label', {}, input, make('span', {}, name));
  });
  people.replaceChildren(make('legend', {}, words.you[language]), make('div', { class: 'choices' }, ...choices));
  if (focused) people.querySelector<HTMLInputElement>('input:checked')?.focus();

  welcome.replaceChildren(
    make('h2', {}, words.welcome[language]),
    make('p', {}, words.welcomeMore[language]),
    ...(channel.samples.length === 0 ? [] : [make('p', { class: 'label' }, words.welcomeSamples[language]), samples(language)]),
  );
  welcome.hidden = cards.size + loose.size + channel.cards.length > 0;
  drawSampleMenu(language);
}

function samples(language: Language): HTMLElement {
  const items = (channel?.samples ?? []).map(({ title, text }) => {
    // Logs end with what went wrong.
    const preview = text.trim().split('\n').at(-1)?.trim() ?? '';
    const button = make('button', { type: 'button', class: 'sample' }, make('strong', {}, title[language]), make('code', {}, preview.slice(0, 160)));
    button.addEventListener('click', () => {
      sampleMenu?.removeAttribute('open');
      composer.fill(text);
    });
    return make('li', {}, button);
  });
  return make('ul', { class: 'samples' }, ...items);
}

let sampleMenu: HTMLDetailsElement | undefined;

/** The samples stay within reach once the welcome has gone. */
function drawSampleMenu(language: Language): void {
  const fresh = make(
    'details',
    { class: 'sample-menu', hidden: (channel?.samples.length ?? 0) === 0 },
    make('summary', {}, words.samples[language]),
    samples(language),
  );
  fresh.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') fresh.removeAttribute('open');
  });
  if (sampleMenu === undefined) document.querySelector('.composer-foot')?.prepend(fresh);
  else sampleMenu.replaceWith(fresh);
  sampleMenu = fresh;
}

function become(person: string): void {
  reader.person = person;
  sessionStorage.setItem('k8sdoc-person', person);
  for (const item of cards.values()) item.turn(true);
  for (const [item, whose] of loose) item.element.hidden = whose !== person;
  void refresh(true);
}

function speak(language: Language): void {
  reader.language = language;
  localStorage.setItem('k8sdoc-language', language);
  composer.setLanguage(language);
  frame();
  for (const item of [...cards.values(), ...loose.keys()]) item.turn(false);
}

function lost(text: Text): void {
  connection.textContent = text[reader.language];
  connection.hidden = false;
}

part('language', HTMLButtonElement).addEventListener('click', () => speak(reader.language === 'en' ? 'zh' : 'en'));

listen({
  opened: ({ page }) => {
    reconnected.resolve();
    reconnected = Promise.withResolvers<void>();
    connection.hidden = true;
    if (pageName !== undefined && pageName !== page) {
      const reload = make('button', { type: 'button', class: 'link' }, words.reload[reader.language]);
      reload.addEventListener('click', () => location.reload());
      lost(words.renewed);
      connection.append(' ', reload);
    }
    pageName ??= page;
    void refresh(false);
  },
  lost: () => lost(words.lost),
  news: hear,
});

// News may be lost on its way between servers: cards with work under way are asked for now and then.
setInterval(() => {
  if (document.visibilityState === 'hidden' || !connection.hidden) return;
  for (const [incident, item] of cards) if (item.isPending()) void bring(incident);
}, 10_000);
