import { createSecureContext } from 'node:tls';

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
