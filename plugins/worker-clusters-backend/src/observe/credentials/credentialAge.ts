import { X509Certificate } from 'node:crypto';
import type { ApiAccess } from '../http/ApiAccess';
import { list, object, time, transformMeta } from '../transform/fields';
import type { CredentialAge } from '../types';

const MAX_TOKEN = 16 * 1024;
const MAX_MANAGERS = 100;

/** Second in which a JSON Web Token was issued (`iat`), as RFC 3339; undefined for any other token. Not verified. */
export function tokenIssuedAt(token: string | undefined): string | undefined {
  if (!token || token.length > MAX_TOKEN) return undefined;
  const [, payload] = token.split('.', 3);
  if (!payload) return undefined;
  try {
    const { iat } = JSON.parse(
      Buffer.from(payload, 'base64url').toString('utf8'),
    );
    return typeof iat === 'number' && iat > 0 && iat < 1e11
      ? new Date(iat * 1000).toISOString()
      : undefined;
  } catch {
    return undefined;
  }
}

/** When a token was issued, or from when on a client certificate is valid, as RFC 3339; undefined for what does not say so. */
export function credentialIssuedAt({
  token,
  clientCertificate,
}: Pick<ApiAccess, 'token' | 'clientCertificate'>): string | undefined {
  if (!clientCertificate) return tokenIssuedAt(token);
  try {
    const { validFrom } = new X509Certificate(clientCertificate.certificate);
    return new Date(validFrom).toISOString();
  } catch {
    return undefined;
  }
}

/**
 * Age of the credential in a Secret: when its token was issued, and when the Secret's data was last written, which is all
 * that is known of a token of type `kubernetes.io/service-account-token`: it has no `iat`.
 */
export function readCredentialAge(
  secret: unknown,
  token: string | undefined,
): CredentialAge {
  const { name, namespace, creationTimestamp } = transformMeta(secret);
  const writes = list(object(object(secret).metadata).managedFields)
    .slice(0, MAX_MANAGERS)
    .map(object)
    .filter(m => object(m.fieldsV1)['f:data'] !== undefined)
    .flatMap(m => time(m.time) ?? []);
  const writtenAt = [creationTimestamp, ...writes]
    .filter(Boolean)
    .sort()
    .at(-1);
  return {
    object: { kind: 'Secret', namespace, name },
    issuedAt: tokenIssuedAt(token),
    writtenAt,
  };
}
