import {
  checkClusterName,
  type ClusterRequestInput,
  type ClusterRequestVerb,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { stringify } from 'safe-stable-stringify';
import type { Translate } from '../../translations';
import { isObject } from '../spec/json';
import { chosenCluster } from '../spec/specOptions';

/** The request in the pages of the form, or what is still missing there, as a sentence. */
export type RequestReading =
  | { input: ClusterRequestInput; missing?: undefined }
  | { input?: undefined; missing: string };

/** Reads the request from the values of the other pages. */
export function readRequest(
  verb: ClusterRequestVerb,
  formData: unknown,
  t: Translate,
): RequestReading {
  const data = isObject(formData) ? formData : {};
  const spec = isObject(data.spec) ? data.spec : {};
  if (verb === 'create') {
    const name = typeof data.name === 'string' ? data.name : '';
    const environment =
      typeof data.environment === 'string' ? data.environment : '';
    const problem = checkClusterName(name);
    if (problem) return { missing: t('form.review.nameMissing', { problem }) };
    if (!environment) return { missing: t('form.review.environmentMissing') };
    return { input: { verb, environment, name, spec } };
  }
  const cluster = chosenCluster(data);
  if (!cluster) return { missing: t('form.spec.goBack') };
  const { environment, name } = cluster;
  return {
    input: {
      verb,
      environment,
      name,
      ...(verb === 'update' && { spec }),
      ...(verb === 'update' && data.extend === true && { extend: true }),
    },
  };
}

/** A short text that differs, for all that matters here, for requests that differ (FNV-1a, 2 × 32 bits). */
export function fingerprintOf(input: ClusterRequestInput): string {
  const text = stringify(input);
  const hash = (seed: number) => {
    let h = seed;
    for (let i = 0; i < text.length; i++) {
      // eslint-disable-next-line no-bitwise
      h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
    }
    // eslint-disable-next-line no-bitwise
    return (h >>> 0).toString(16).padStart(8, '0');
  };
  return hash(0x811c9dc5) + hash(0x01234567);
}

/** What the field holds. */
export interface ReviewValue {
  /** `decommission`: the name that was typed. */
  confirmedName?: string;
  /** The preview of just this request found no error. */
  allowed: boolean;
  /** Which request was previewed; empty while there is no preview. */
  fingerprint: string;
}

const isReviewValue = (value: unknown): value is ReviewValue =>
  isObject(value) &&
  typeof value.allowed === 'boolean' &&
  typeof value.fingerprint === 'string';

/** Why somebody cannot go on, as a sentence; undefined if they can. */
export function reviewProblem(
  verb: ClusterRequestVerb,
  value: unknown,
  formData: unknown,
  t: Translate,
): string | undefined {
  const { input, missing } = readRequest(verb, formData, t);
  if (!input) return missing;
  if (!isReviewValue(value) || value.fingerprint !== fingerprintOf(input)) {
    return t('form.review.unchecked');
  }
  if (!value.allowed) {
    return t('form.review.notAllowed');
  }
  if (verb === 'decommission' && value.confirmedName !== input.name) {
    return t('form.review.confirm.missing', { name: input.name });
  }
  return undefined;
}
