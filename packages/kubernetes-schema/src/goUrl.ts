/** A URL as Go's `net/url` takes it apart. */
export interface GoUrl {
  scheme: string;
  host: string;
  path: string;
  query: string;
}

const ESCAPES = /%(?![0-9A-Fa-f]{2})/;

/**
 * Reads a URL as Go's `url.ParseRequestURI` does: with a scheme, or a path from the root. JavaScript's own reader mends
 * and refuses other things.
 *
 * @returns undefined for what Go refuses
 */
export function parseRequestUri(text: string): GoUrl | undefined {
  // eslint-disable-next-line no-control-regex
  if (text === '' || /[\u0000-\u001f\u007f]/.test(text)) return undefined;
  if (text === '*') return { scheme: '', host: '', path: '*', query: '' };
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text);
  if (!match && /^[^/?#]*:/.test(text) && !text.startsWith('/'))
    return undefined;
  const scheme = match ? match[1].toLowerCase() : '';
  const rest = match ? text.slice(match[0].length) : text;
  const mark = rest.indexOf('?');
  const query = mark < 0 ? '' : rest.slice(mark + 1);
  const place = mark < 0 ? rest : rest.slice(0, mark);
  if (!place.startsWith('/')) {
    // `mailto:a@b.example`: opaque, but not relative.
    return scheme && !ESCAPES.test(place)
      ? { scheme, host: '', path: '', query }
      : undefined;
  }
  const authority =
    (scheme || !place.startsWith('///')) && place.startsWith('//')
      ? /^\/\/([^/]*)/.exec(place)![1]
      : '';
  const path =
    authority || place.startsWith('//')
      ? place.slice(2 + authority.length)
      : place;
  const host = parseHost(authority);
  if (host === undefined || ESCAPES.test(path)) return undefined;
  return { scheme, host, path, query };
}

/** Host and port, without the user. */
function parseHost(authority: string): string | undefined {
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  if (at >= 0 && !/^[\w.~!$&'()*+,;=:%@-]*$/.test(authority.slice(0, at))) {
    return undefined;
  }
  const valid = host.startsWith('[')
    ? /^\[[^\]]+\](?::\d*)?$/.test(host)
    : /^[^:]*(?::\d*)?$/.test(host);
  return valid && !/[ <>"\\^`{|}]/.test(host) && !ESCAPES.test(host)
    ? host
    : undefined;
}

/** `example.org` of `example.org:80`, `::1` of `[::1]:80`. */
export function hostname({ host }: GoUrl): string {
  const bracket = /^\[([^\]]*)\]/.exec(host);
  return bracket ? bracket[1] : host.replace(/:\d*$/, '');
}

/** `80` of `example.org:80`; empty where there is none. */
export function port({ host }: GoUrl): string {
  return /:(\d*)$/.exec(host.replace(/^\[[^\]]*\]/, ''))?.[1] ?? '';
}
