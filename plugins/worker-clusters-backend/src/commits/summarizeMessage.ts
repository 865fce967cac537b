import type { ApplicationCommit } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { withoutSecrets } from '@worker-clusters/backstage-plugin-worker-clusters-node';

const MAX_TITLE = 200;
const MAX_BODY = 2000;
/** No more is looked at. */
const MAX_MESSAGE = 8192;

/**
 * What is shown of the message of a commit: untrusted, so it is bounded, without control characters and those that
 * change the direction of a text, and without values that are credentials by their names or forms.
 */
export function summarizeMessage(
  message: string,
): Pick<ApplicationCommit, 'title' | 'body' | 'truncated'> {
  const text = withoutSecrets(clean(message.slice(0, MAX_MESSAGE)).trim());
  const end = text.indexOf('\n');
  const title = end < 0 ? text : text.slice(0, end).trimEnd();
  const body = end < 0 ? '' : text.slice(end + 1).trim();
  const truncated =
    message.length > MAX_MESSAGE ||
    title.length > MAX_TITLE ||
    body.length > MAX_BODY;
  return {
    ...(title && { title: cut(title, MAX_TITLE) }),
    ...(body && { body: cut(body, MAX_BODY) }),
    ...(truncated && { truncated: true }),
  };
}

/** A name from a Git host, as it may be shown. */
export function cleanName(name: string | undefined): string | undefined {
  return name ? cut(clean(name), MAX_TITLE).trim() || undefined : undefined;
}

function clean(text: string): string {
  return (
    text
      .replace(/\r\n?/g, '\n')
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, ' ')
      .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
      .replace(/\p{Surrogate}/gu, '\ufffd')
  );
}

function cut(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text;
}
