/** The knowledge base to be read in the browser: its contents, and one page an entry, in the reader's language. */
import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import { entryBlocks } from '#commands/ask.ts';
import type { Block } from '#commands/reply.ts';
import type { Knowledge } from '#knowledge/knowledge.ts';
import type { EntryId } from '#knowledge/ids.ts';
import { authoring } from '#language/authoring.ts';
import { answers } from '#language/answers.ts';
import { type Language, say, type Text } from '#language/text.ts';

type Page = ReturnType<typeof html>;

/** The contents: every entry under its system. */
export function contentsPage(knowledge: Knowledge, language: Language): Page {
  const entries = [...knowledge.entries.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const systems = [...Map.groupBy(entries, (entry) => entry.id.split('/')[0] ?? '')];
  return frame(
    authoring.stats,
    language,
    html`<p>${say(authoring.entries(entries.length), language)}</p>
      ${systems.map(
        ([system, list]) =>
          html`<h2>${system}</h2>
            <ul>
              ${list.map((entry) => html`<li><a href="/knowledge/${entry.id}">${say(entry.title, language)}</a> <code>${entry.id}</code></li>`)}
            </ul>`,
      )}`,
  );
}

/** One entry, or undefined where there is none of that id. */
export function entryPage(knowledge: Knowledge, id: string, language: Language): Page | undefined {
  const entry = knowledge.entries.get(id as EntryId);
  if (entry === undefined) return undefined;
  const related = entry.related.filter((one) => knowledge.entries.has(one.id));
  return frame(
    entry.title,
    language,
    html`<p><a href="/knowledge">${say(authoring.stats, language)}</a> / <code>${entry.id}</code></p>
      ${entryBlocks(entry).map((block) => shown(block, language))}
      ${
        related.length === 0
          ? ''
          : html`<h2>${say(answers.alsoAbout, language)}</h2>
              <ul>
                ${related.map((one) => html`<li><a href="/knowledge/${one.id}">${one.id}</a></li>`)}
              </ul>`
      }`,
  );
}

/** The language that the reader's browser asks for. */
export function languageOfReader(c: Context, usual: Language): Language {
  const asked = c.req.query('lang') ?? c.req.header('accept-language') ?? usual;
  return asked.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

function frame(title: Text, language: Language, body: Page): Page {
  const other = language === 'en' ? 'zh' : 'en';
  return html`${raw('<!doctype html>')}
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${say(title, language)} - k8sdoc</title>
        <link rel="stylesheet" href="/page/style.css" />
      </head>
      <body class="book">
        <main>
          <p><a href="/">k8sdoc</a> · <a href="?lang=${other}">${other === 'zh' ? '中文' : 'English'}</a></p>
          <h1>${say(title, language)}</h1>
          ${body}
        </main>
      </body>
    </html>`;
}

function shown(block: Block, language: Language): Page | string {
  const text = (value: Text | string): string => (typeof value === 'string' ? value : say(value, language));
  switch (block.kind) {
    case 'text':
    case 'notice':
      return html`<p>${text(block.text)}</p>`;
    case 'facts':
      return html`<dl>
        ${block.facts.map(
          ({ label, value }) =>
            html`<dt>${text(label)}</dt>
              <dd>${text(value)}</dd>`,
        )}
      </dl>`;
    case 'list': {
      const items = block.items.map((item) => html`<li>${text(item.text)}${item.detail === undefined ? '' : html`<br /><code>${item.detail}</code>`}</li>`);
      return html`${block.title === undefined ? '' : html`<h2>${text(block.title)}</h2>`}${
        block.ordered
          ? html`<ol>
              ${items}
            </ol>`
          : html`<ul>
              ${items}
            </ul>`
      }`;
    }
    case 'code':
      return html`${block.title === undefined ? '' : html`<h3>${text(block.title)}</h3>`}
        <pre><code>${block.code}</code></pre>`;
    case 'links':
      return html`<h2>${text(block.title)}</h2>
        <ul>
          ${block.links.map(({ url, label }) => html`<li><a href="${url}" rel="noreferrer">${url}</a> ${label}</li>`)}
        </ul>`;
    // The page has a title of its own, and the others belong to an incident.
    case 'heading':
    case 'evidence':
    case 'finding':
    case 'step':
    case 'actions':
      return '';
  }
}
