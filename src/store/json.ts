/** What a text says as JSON; undefined where it says nothing: no schema of ours takes that for a value. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
