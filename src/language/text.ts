/**
 * Both languages of one sentence, in one value: a translation that is missing does not compile.
 */
export type Text = { readonly en: string; readonly zh: string };

export type Language = keyof Text;

export const languages = ['en', 'zh'] as const satisfies readonly Language[];

/** The same words in both languages: names, commands, figures. */
export function same(words: string): Text {
  return { en: words, zh: words };
}

/** The text in the reader's language. */
export function say(text: Text, language: Language): string {
  return text[language];
}

/**
 * The language of a locale as browsers, Slack (`zh-CN`, `zh-TW`, `en-US`) and the environment
 * (`zh_CN.UTF-8`) write it; English for every other.
 */
export function languageOf(locale: string | undefined): Language {
  return locale !== undefined && /^zh\b|^zh[_-]/iu.test(locale) ? 'zh' : 'en';
}
