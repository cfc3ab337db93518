/** Filling `{{name}}` in the templates of probes, steps and requests. Values are checked against their types before they get here. */

const placeholder = /\{\{\s*([a-z][A-Za-z0-9]*)\s*\}\}/g;

/** The template with every `{{name}}` replaced. Nothing else is special, and a value is never read as a template. @throws on an unknown name. */
export function render(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(placeholder, (_whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new Error(`the template ${JSON.stringify(template)} needs the value ${name}, which is not known`);
    return value;
  });
}

/** Each argument rendered on its own: a value can change what an argument says, never how many there are. */
export function renderArgv(argv: readonly string[], values: Readonly<Record<string, string>>): readonly string[] {
  return argv.map((argument) => render(argument, values));
}

/** The names that a template mentions, in order, each once. */
export function placeholders(template: string): readonly string[] {
  return [...new Set([...template.matchAll(placeholder)].map((found) => found[1] ?? ''))];
}
