import type { ClientCertificate } from '../http/ApiAccess';
import { checkCa, checkClientCertificate, checkToken } from './checks';
import {
  MAX_PEM_BYTES,
  MAX_TOKEN_BYTES,
  readCredentialFile,
} from './readCredentialFile';

/** A PEM itself, or the file that it is read from each time. */
export type PemSource = { file: string } | { pem: string };

const readPem = async (source: PemSource, subject: string) =>
  'pem' in source
    ? source.pem
    : readCredentialFile(source.file, { subject, maxBytes: MAX_PEM_BYTES });

const named = (source: PemSource, subject: string) =>
  'file' in source ? `${subject} ${source.file}` : subject;

/** Reads a CA from its file; checks it when it is another one than before. */
export function caReader(
  source: PemSource,
  subject: string,
): () => Promise<string> {
  let checked: string | undefined;
  return async () => {
    const pem = await readPem(source, subject);
    if (pem !== checked) checked = checkCa(pem, named(source, subject));
    return checked;
  };
}

/** Reads a token from its file. */
export function tokenReader(
  file: string,
  subject: string,
): () => Promise<string> {
  return async () =>
    checkToken(
      await readCredentialFile(file, { subject, maxBytes: MAX_TOKEN_BYTES }),
      `${subject} ${file}`,
    );
}

/**
 * Reads a client certificate and its key; checks them when they are others than before, or the certificate has expired.
 *
 * @param subjects - for messages: where the two come from
 */
export function clientCertificateReader(
  sources: { certificate: PemSource; key: PemSource },
  subjects: { certificate: string; key: string },
  now: () => number,
): () => Promise<ClientCertificate> {
  let checked: { pair: ClientCertificate; expiresAt: number } | undefined;
  return async () => {
    const [certificate, key] = await Promise.all([
      readPem(sources.certificate, subjects.certificate),
      readPem(sources.key, subjects.key),
    ]);
    const same =
      checked?.pair.certificate === certificate && checked.pair.key === key;
    if (!same || checked!.expiresAt <= now()) {
      const pair = { certificate, key };
      const expiresAt = checkClientCertificate(
        pair,
        {
          certificate: named(sources.certificate, subjects.certificate),
          key: named(sources.key, subjects.key),
        },
        now(),
      );
      checked = { pair, expiresAt };
    }
    return checked!.pair;
  };
}
