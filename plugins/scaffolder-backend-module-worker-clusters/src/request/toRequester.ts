import type { Entity } from '@backstage/catalog-model';
import { parseEntityRef } from '@backstage/catalog-model';

/** The user or service that makes a request. */
export interface Requester {
  /** Entity reference; absent for a service. */
  ref?: string;
  /** For people. */
  displayName: string;
  /** Author of the commit. */
  author: { name: string; email: string };
}

/**
 * The author of the commit is the user, by the profile in the catalog; without one, by the name of the entity
 * and an address that takes no mail.
 */
export function toRequester(options: {
  user?: { ref?: string; entity?: Entity };
  appBaseUrl: string;
  defaultAuthor: { name: string; email: string };
}): Requester {
  const { user, appBaseUrl, defaultAuthor } = options;
  if (!user?.ref) {
    return { displayName: defaultAuthor.name, author: defaultAuthor };
  }
  const profile = (user.entity?.spec?.profile ?? {}) as Record<string, unknown>;
  const { name } = parseEntityRef(user.ref);
  const displayName =
    plainText(profile.displayName) ||
    plainText(user.entity?.metadata.title) ||
    name;
  const email = plainText(profile.email);
  return {
    ref: user.ref,
    displayName,
    author: {
      name: displayName,
      email: /^[^\s@]+@[^\s@]+$/.test(email)
        ? email
        : `${name}@users.noreply.${new URL(appBaseUrl).hostname}`,
    },
  };
}

/** One line without the signs that delimit an address in a commit's header. */
function plainText(value: unknown): string {
  if (typeof value !== 'string') return '';
  return (
    value
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029<>]+/g, ' ')
      .trim()
      .slice(0, 200)
  );
}
