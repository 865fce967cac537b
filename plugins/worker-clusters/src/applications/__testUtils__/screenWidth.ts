/** Imported first: `@backstage/ui` looks once whether there are media queries, which jsdom does not have. */
type Listener = (event: { matches: boolean }) => void;

const listeners = new Map<Listener, string>();
let width = 1440;

const matches = (query: string) =>
  Number(/min-width: (\d+)px/.exec(query)?.[1] ?? Infinity) <= width;

window.matchMedia = (query: string) =>
  ({
    get matches() {
      return matches(query);
    },
    addEventListener: (_: string, listener: Listener) =>
      listeners.set(listener, query),
    removeEventListener: (_: string, listener: Listener) =>
      listeners.delete(listener),
    addListener: () => {},
    removeListener: () => {},
  } as unknown as MediaQueryList);

/** Changes the width of the screen, in pixels. */
export function setScreenWidth(pixels: number) {
  width = pixels;
  listeners.forEach((query, listener) => listener({ matches: matches(query) }));
}
