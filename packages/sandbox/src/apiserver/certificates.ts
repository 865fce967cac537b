import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import type { CertificateAuthority } from './types';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const YEARS = 10;

x509.cryptoProvider.set(webcrypto as any);

const validity = () => {
  const notBefore = new Date(Date.now() - 60 * 60 * 1000);
  const notAfter = new Date(notBefore);
  notAfter.setFullYear(notAfter.getFullYear() + YEARS);
  return { notBefore, notAfter };
};

const serialNumber = () =>
  Buffer.from(webcrypto.getRandomValues(new Uint8Array(16)))
    .toString('hex')
    .replace(/^[89a-f]/, '1');

async function pemOfKey(key: CryptoKey): Promise<string> {
  return x509.PemConverter.encode(
    await webcrypto.subtle.exportKey('pkcs8', key as any),
    'PRIVATE KEY',
  );
}

/**
 * A certificate authority of the sandbox. Give back what `toPem` returned to have the same one after a restart.
 */
export async function createCertificateAuthority(saved?: {
  certificate: string;
  key: string;
}): Promise<CertificateAuthority & { key: string }> {
  let certificate: x509.X509Certificate;
  let privateKey: CryptoKey;
  if (saved) {
    certificate = new x509.X509Certificate(saved.certificate);
    privateKey = (await webcrypto.subtle.importKey(
      'pkcs8',
      x509.PemConverter.decodeFirst(saved.key),
      ALGORITHM,
      true,
      ['sign'],
    )) as any;
  } else {
    const keys = (await webcrypto.subtle.generateKey(ALGORITHM, true, [
      'sign',
      'verify',
    ])) as any;
    privateKey = keys.privateKey;
    certificate = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: serialNumber(),
      // Two of one name would be taken for each other, until the signature does not fit.
      name: `CN=Worker Clusters sandbox CA, OU=${serialNumber().slice(0, 8)}`,
      ...validity(),
      signingAlgorithm: ALGORITHM,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(
          x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
          true,
        ),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
  }
  const pem = `${certificate.toString('pem')}\n`;
  return {
    certificate: pem,
    key: saved?.key ?? (await pemOfKey(privateKey)),
    issue: names =>
      sign({
        subject: 'CN=kube-apiserver',
        usage: x509.ExtendedKeyUsage.serverAuth,
        extensions: [
          new x509.SubjectAlternativeNameExtension(
            names.map(value => ({
              type: isIP(value) ? ('ip' as const) : ('dns' as const),
              value,
            })),
          ),
        ],
      }),
    issueClient: ({ user, groups = [], notAfter }) =>
      sign({
        subject: [...groups.map(group => ({ O: [group] })), { CN: [user] }],
        usage: x509.ExtendedKeyUsage.clientAuth,
        notAfter,
      }),
  };

  async function sign(options: {
    subject: x509.X509CertificateCreateParamsName;
    usage: x509.ExtendedKeyUsageType;
    extensions?: x509.Extension[];
    notAfter?: Date;
  }) {
    const { subject, usage, extensions = [], notAfter } = options;
    const keys = (await webcrypto.subtle.generateKey(ALGORITHM, true, [
      'sign',
      'verify',
    ])) as any;
    const issued = await x509.X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      subject,
      issuer: certificate.subject,
      ...validity(),
      ...(notAfter && { notAfter }),
      signingAlgorithm: ALGORITHM,
      publicKey: keys.publicKey,
      signingKey: privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.ExtendedKeyUsageExtension([usage]),
        ...extensions,
      ],
    });
    return {
      certificate: issued.toString('pem'),
      key: await pemOfKey(keys.privateKey),
    };
  }
}
