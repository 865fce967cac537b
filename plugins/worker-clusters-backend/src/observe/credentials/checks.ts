import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClientCertificate } from '../http/ApiAccess';
import { CredentialError } from './CredentialError';

/** A bearer token: what fits into a header. */
export const TOKEN = /^[\x21-\x7e]{1,16384}$/;

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/;

/** Whether TLS takes it for a CA: one PEM certificate or several. */
export function isCertificate(pem: string): boolean {
  if (!PEM.test(pem)) return false;
  try {
    createSecureContext({ ca: pem });
    return true;
  } catch {
    return false;
  }
}

/**
 * The CA in a file or value.
 *
 * @param subject - for messages: `caFile /etc/ca.crt`
 * @throws CredentialError
 */
export function checkCa(pem: string, subject: string): string {
  if (!isCertificate(pem)) {
    throw new CredentialError(
      writeMessage('credential-no-certificate', { subject }),
    );
  }
  return pem;
}

/**
 * The token in a file or value, without the space around it.
 *
 * @param subject - for messages: `tokenFile /etc/token`
 * @throws CredentialError
 */
export function checkToken(content: string, subject: string): string {
  const token = content.trim();
  if (!TOKEN.test(token)) {
    throw new CredentialError(
      token === ''
        ? writeMessage('credential-empty', { subject })
        : writeMessage('credential-no-token', { subject }),
    );
  }
  return token;
}

function readKey(pem: string, subject: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    const encrypted =
      (error as NodeJS.ErrnoException).code === 'ERR_MISSING_PASSPHRASE';
    throw new CredentialError(
      encrypted
        ? writeMessage('credential-key-encrypted', { subject })
        : writeMessage('credential-no-key', { subject }),
    );
  }
}

/**
 * Checks that a client certificate can be used: its key belongs to it, and it has not expired.
 *
 * @param subjects - for messages: where the two come from
 * @returns when it expires, epoch milliseconds
 * @throws CredentialError
 */
export function checkClientCertificate(
  pair: ClientCertificate,
  subjects: { certificate: string; key: string },
  now: number,
): number {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pair.certificate);
  } catch {
    throw new CredentialError(
      writeMessage('credential-no-certificate', {
        subject: subjects.certificate,
      }),
    );
  }
  const expiresAt = Date.parse(certificate.validTo);
  if (expiresAt <= now) {
    throw new CredentialError(
      writeMessage('credential-expired', {
        subject: subjects.certificate,
        time: new Date(expiresAt).toISOString(),
      }),
    );
  }
  if (!certificate.checkPrivateKey(readKey(pair.key, subjects.key))) {
    throw new CredentialError(
      writeMessage('credential-key-other', { subject: subjects.key }),
    );
  }
  return expiresAt;
}
