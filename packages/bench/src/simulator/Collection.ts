import type { Answer } from './ApiListener';

/** What a collection is made of; objects are rendered when they are sent, and not kept. */
export interface CollectionContent {
  apiVersion: string;
  kind: string;
  size: number;
  /** The object as JSON. */
  render(index: number): string;
  /** Its resourceVersion. */
  version(index: number): number;
  /** Index of the object with this name, where requests choose one by name. */
  find?(name: string): number | undefined;
}

interface Watch {
  answer: Answer;
  /** The one object that is watched; undefined: all. */
  only: number | undefined;
}

const NAME = /^metadata\.name=(.+)$/;

/** One event of a watch. */
export const event = (type: string, object: string) =>
  `{"type":"${type}","object":${object}}\n`;

/** One collection of an API server: lists in pages, watches from a version on, bookmarks. */
export class Collection {
  readonly #watches = new Set<Watch>();

  constructor(
    private readonly content: CollectionContent,
    /** The server's newest resourceVersion. */
    private readonly newest: () => number,
  ) {}

  get watches(): number {
    return this.#watches.size;
  }

  list(query: URLSearchParams, answer: Answer) {
    const { apiVersion, kind, size, render } = this.content;
    const only = this.#only(query);
    const [version, from] = (query.get('continue') ?? `${this.newest()}:0`)
      .split(':')
      .map(Number);
    const indices = only ?? range(from, size, Number(query.get('limit')));
    const next = from + indices.length;
    const more = !only && next < size;
    answer.json(
      `{"kind":"${kind}List","apiVersion":"${apiVersion}","metadata":{"resourceVersion":"${version}"${
        more
          ? `,"continue":"${version}:${next}","remainingItemCount":${
              size - next
            }`
          : ''
      }},"items":[${indices.map(render).join(',')}]}`,
    );
  }

  watch(query: URLSearchParams, answer: Answer) {
    const { size, render, version } = this.content;
    const from = Number(query.get('resourceVersion') ?? 0);
    const only = this.#only(query);
    const watch: Watch = { answer, only: only ? only[0] ?? -1 : undefined };
    answer.begin();
    // What changed since that version, each object once.
    for (let i = 0; i < size; i++) {
      if (version(i) > from && (!only || watch.only === i)) {
        answer.write(event('MODIFIED', render(i)));
      }
    }
    this.#watches.add(watch);
    const seconds = Number(query.get('timeoutSeconds')) || 1800;
    const timer = setTimeout(() => answer.end(), seconds * 1000);
    answer.onClose(() => {
      clearTimeout(timer);
      this.#watches.delete(watch);
    });
  }

  /** Sends an object that changed to all watches. */
  changed(index: number) {
    if (this.#watches.size === 0) return;
    const line = event('MODIFIED', this.content.render(index));
    for (const { answer, only } of this.#watches) {
      if (only === undefined || only === index) answer.write(line);
    }
  }

  bookmark() {
    const { apiVersion, kind } = this.content;
    const object = `{"kind":"${kind}","apiVersion":"${apiVersion}","metadata":{"resourceVersion":"${this.newest()}"}}`;
    this.writeAll(event('BOOKMARK', object));
  }

  /** Writes to the watches that keep up. */
  writeAll(text: string) {
    for (const { answer } of this.#watches) {
      if (!answer.isBehind) answer.write(text);
    }
  }

  #only(query: URLSearchParams): number[] | undefined {
    const [, name] = NAME.exec(query.get('fieldSelector') ?? '') ?? [];
    if (name === undefined || !this.content.find) return undefined;
    const index = this.content.find(name);
    return index === undefined ? [] : [index];
  }
}

/** Indices of one page. */
function range(from: number, size: number, limit: number): number[] {
  const end = limit > 0 ? Math.min(size, from + limit) : size;
  return Array.from({ length: Math.max(0, end - from) }, (_, i) => from + i);
}
