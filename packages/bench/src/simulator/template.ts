const MARK = '\u0001';

/** A field of a {@link Template}: put it where its value is to stand, as a string or inside of one. */
export const field = (name: string) => `${MARK}${name}${MARK}`;

/** Renders JSON of one shape again and again; only the text between the fields is kept in memory. */
export class Template<Name extends string> {
  readonly #texts: string[] = [];
  readonly #fields: Name[] = [];

  /** @param value - with {@link field}s of the given names in its strings */
  constructor(value: unknown) {
    // JSON writes the mark as \u0001.
    JSON.stringify(value)
      .split('\\u0001')
      .forEach((part, i) => {
        if (i % 2) this.#fields.push(part as Name);
        else this.#texts.push(part);
      });
  }

  /** @param values - texts that JSON need not escape */
  render(values: Record<Name, string | number>): string {
    let text = this.#texts[0];
    for (let i = 0; i < this.#fields.length; i++) {
      text += values[this.#fields[i]] + this.#texts[i + 1];
    }
    return text;
  }
}
