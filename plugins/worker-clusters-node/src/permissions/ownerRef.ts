import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';

/**
 * The owner of a claim as a full entity reference in lowercase, for example `group:default/payments` for `payments`. Text
 * that is no reference stays as it is; undefined for anything that is not a text.
 *
 * @param owner - untrusted
 */
export function ownerRef(owner: unknown): string | undefined {
  if (typeof owner !== 'string' || owner === '') return undefined;
  try {
    return stringifyEntityRef(
      parseEntityRef(owner, {
        defaultKind: 'group',
        defaultNamespace: 'default',
      }),
    );
  } catch {
    return owner;
  }
}
