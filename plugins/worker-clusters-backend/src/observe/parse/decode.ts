import { keyOf } from '../watch/ResourcePath';
import type { ClaimColumn } from '../transform/claimColumns';
import { transforms, type TransformName } from '../transform/transforms';
import { checkShape } from './checkShape';

/** An object of a list or of an event. */
export interface DecodedObject {
  /** `<namespace>/<name>` */
  key: string;
  version: string;
  /** What is kept of it, as JSON; absent if nothing is. */
  json?: string;
}

/** A page of a list. */
export interface DecodedPage {
  version: string;
  /** Token of the next page. */
  next?: string;
  objects: DecodedObject[];
}

/** An event of a watch. */
export type DecodedEvent =
  | ({ type: 'ADDED' | 'MODIFIED' | 'DELETED' } & DecodedObject)
  | { type: 'BOOKMARK'; version: string }
  | {
      type: 'ERROR';
      /** HTTP status. */
      code: number;
      message?: string;
      retryAfterMs?: number;
    };

/** How an answer differs from what the API promises. */
export type Defect =
  | 'not JSON'
  | 'not a list'
  | 'another kind'
  | 'an object without name or version'
  | 'not a watch event'
  | 'of a shape no object has';

export class DefectError extends Error {
  constructor(readonly defect: Defect) {
    super(defect);
  }
}

/** What to do with the bytes: a page of a list, or the line of one event. */
export interface DecodeJob {
  kind: 'page' | 'event';
  transform: TransformName;
  /** Of the list's objects: `argoproj.io/v1alpha1`. */
  apiVersion: string;
  /** Columns of claims that are kept. */
  columns?: readonly ClaimColumn[];
}

const MAX_VERSION = 256;
const MAX_CONTINUE = 8192;
const MAX_ERROR_MESSAGE = 1200;

function parse(bytes: Uint8Array): any {
  if (!checkShape(bytes)) throw new DefectError('of a shape no object has');
  try {
    return JSON.parse(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
        'utf8',
      ),
    );
  } catch {
    throw new DefectError('not JSON');
  }
}

const isVersion = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_VERSION;

function decodeObject(
  raw: any,
  { transform, columns }: Pick<DecodeJob, 'transform' | 'columns'>,
): DecodedObject {
  const { metadata } = raw ?? {};
  const { name, resourceVersion: version } = metadata ?? {};
  if (typeof name !== 'string' || !isVersion(version)) {
    throw new DefectError('an object without name or version');
  }
  const value = transforms[transform](raw, columns);
  return {
    key: keyOf(metadata),
    version,
    ...(value !== undefined && { json: JSON.stringify(value) }),
  };
}

/** @throws DefectError */
export function decodePage(
  bytes: Uint8Array,
  job: Omit<DecodeJob, 'kind'>,
): DecodedPage {
  const page = parse(bytes);
  const { resourceVersion: version, continue: next } = page?.metadata ?? {};
  // A list without objects may have `items: null`.
  const items = page?.items ?? [];
  if (!Array.isArray(items) || !isVersion(version)) {
    throw new DefectError('not a list');
  }
  const { kind } = page;
  const otherKind = typeof kind === 'string' && !kind.endsWith('List');
  const otherVersion =
    typeof page.apiVersion === 'string' && page.apiVersion !== job.apiVersion;
  if (otherKind || otherVersion) throw new DefectError('another kind');
  return {
    version,
    ...(typeof next === 'string' &&
      next !== '' && { next: next.slice(0, MAX_CONTINUE) }),
    objects: items.map(item => decodeObject(item, job)),
  };
}

/** @throws DefectError */
export function decodeEvent(
  bytes: Uint8Array,
  job: Pick<DecodeJob, 'transform' | 'columns'>,
): DecodedEvent {
  const { type, object } = parse(bytes) ?? {};
  if (type === 'ERROR') {
    const seconds = Number(object?.details?.retryAfterSeconds);
    return {
      type,
      code: Number(object?.code) || 500,
      ...(typeof object?.message === 'string' && {
        message: object.message.slice(0, MAX_ERROR_MESSAGE),
      }),
      ...(seconds > 0 && { retryAfterMs: seconds * 1000 }),
    };
  }
  const { name, resourceVersion: version } = object?.metadata ?? {};
  if (!isVersion(version)) throw new DefectError('not a watch event');
  if (type === 'BOOKMARK') return { type, version };
  if (
    (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') &&
    typeof name === 'string'
  ) {
    return { type, ...decodeObject(object, job) };
  }
  throw new DefectError('not a watch event');
}

/** @throws DefectError */
export const decode = (bytes: Uint8Array, job: DecodeJob) =>
  job.kind === 'page' ? decodePage(bytes, job) : decodeEvent(bytes, job);
