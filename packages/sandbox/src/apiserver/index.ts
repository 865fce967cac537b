export { createCertificateAuthority } from './certificates';
export { startApiServer } from './startApiServer';
export { StatusError } from './status';
export * from './types';
