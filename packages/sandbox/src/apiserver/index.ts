export { createCertificateAuthority } from './certificates';
export { startApiServer } from './startApiServer';
export * from './types';
