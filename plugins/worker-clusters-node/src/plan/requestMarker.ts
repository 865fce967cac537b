import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { ConfigProblemsService } from '../config';
import type { GitPullRequest } from '@worker-clusters/git-pull-requests';

const START = '<!-- worker-clusters-request: ';
const END = ' -->';
/** Version of what is signed. */
const FORMAT = 'worker-clusters-request/1';
/** An entity reference and a login have at most 255 characters each. */
const MAX_MARKER = 4096;
const MIN_KEY_LENGTH = 32;

/**
 * What a pull request of the portal says of itself, in a comment at the end of its text.
 *
 * @public
 */
export interface RequestMark {
  /** Id of the scaffolder's task that opened, or last changed, the pull request. */
  taskId: string;
  /** Entity reference of the requester; absent if a service requested it, or if the marker is not signed. */
  requestedBy?: string;
  /** Digest of the claim's file as the request writes it, see {@link isAsRequested}. */
  claim?: string;
  /** Id on the Git host of the account that opened the pull request; absent if the host does not say. */
  author?: string;
}

/** A request as its marker tells of it. @public */
export interface MarkedRequest {
  /** Id of the scaffolder's task. */
  taskId: string;
  /** Entity reference of the requester; absent if a service requests it. */
  requestedBy?: string;
  /** The claim's file as the request writes it; absent if it removes it. */
  content?: string;
}

/** By what markers are made and recognised. @public */
export interface MarkerContext {
  /** `url` of the repository. */
  repository: string;
  /** The first one signs, each of them verifies. None: nobody is recognised by a marker, and a task finds its own by its id. */
  signingKeys: readonly string[];
}

/**
 * Reads `workerClusters.requests.signingKeys`. None if it is not configured.
 *
 * @throws InputError for a key that is too short.
 * @public
 */
export function readSigningKeys(config: Config): string[] {
  const key = 'workerClusters.requests.signingKeys';
  const keys = config.getOptionalStringArray(key) ?? [];
  const short = keys.findIndex(k => k.length < MIN_KEY_LENGTH);
  if (short >= 0) {
    throw new InputError(
      `${key}[${short}] is shorter than ${MIN_KEY_LENGTH} characters: set a random one, for example by 'openssl rand -base64 32'`,
    );
  }
  return keys;
}

/**
 * Reads `workerClusters.requests.signingKeys` of the portal; none while one of them is wrong.
 *
 * @public
 */
export function readPortalSigningKeys(
  config: Config,
  problems: ConfigProblemsService,
): string[] {
  return problems.read<string[]>(
    {
      key: 'workerClusters.requests.signingKeys',
      effect:
        "The portal recognises none of its pull requests: nobody's open request is known as theirs.",
      fallback: [],
    },
    () => readSigningKeys(config),
  );
}

/**
 * The comment by which the portal recognises its pull request, signed with HMAC-SHA256 over repository, branch, task,
 * requester, claim and author.
 *
 * @param request - `head`: branch of the pull request; `author`: id of the account that opens it
 * @public
 */
export function requestMarker(
  request: MarkedRequest & { head: string; author?: string },
  context: MarkerContext,
): string {
  const { head, taskId, requestedBy, content, author } = request;
  const [key] = context.signingKeys;
  const mark: RequestMark = key
    ? {
        taskId,
        ...(requestedBy && { requestedBy }),
        claim: digest(content),
        ...(author && { author }),
      }
    : { taskId, claim: digest(content) };
  const payload = Buffer.from(JSON.stringify(mark)).toString('base64url');
  const signature = key && `.${sign(key, payload, head, context)}`;
  return `${START}${payload}${signature ?? ''}${END}`;
}

/**
 * The mark of a pull request. Undefined for one that the portal did not open: without a marker, with one of another
 * repository, branch or author, or with one that none of the keys has signed. Untrusted input.
 *
 * @public
 */
export function readRequestMark(
  pullRequest: Pick<GitPullRequest, 'body' | 'head' | 'authorId'>,
  context: MarkerContext,
): RequestMark | undefined {
  const { body, head } = pullRequest;
  // The last one: what stands before it may be text of people.
  const start = body.lastIndexOf(START);
  if (start < 0) return undefined;
  const text = body.slice(start + START.length, start + MAX_MARKER);
  const end = text.indexOf(END);
  const match = /^([\w-]+)(?:\.([\w-]+))?$/.exec(text.slice(0, end));
  if (end < 0 || !match) return undefined;
  const [, payload, signature = ''] = match;
  const mark = parseMark(payload);
  if (!mark) return undefined;
  // Without a key nobody is recognised by what the marker says of people.
  if (!context.signingKeys.length) {
    return { taskId: mark.taskId, claim: mark.claim };
  }
  const isSigned = context.signingKeys.some(key =>
    isEqual(signature, sign(key, payload, head, context)),
  );
  const isOpener =
    mark.author === undefined || mark.author === pullRequest.authorId;
  return isSigned && isOpener ? mark : undefined;
}

/** Whether a task opened, or last changed, a pull request. @public */
export function isOfTask(
  pullRequest: GitPullRequest,
  taskId: string,
  context: MarkerContext,
): boolean {
  return readRequestMark(pullRequest, context)?.taskId === taskId;
}

/**
 * Whether a pull request was requested in the portal by this person, and opened by the account that opened it for them.
 * Always false without a signing key.
 *
 * @public
 */
export function isRequestOf(
  pullRequest: GitPullRequest,
  person: string | undefined,
  context: MarkerContext,
): boolean {
  const mark = readRequestMark(pullRequest, context);
  return !!person && !!mark?.author && mark.requestedBy === person;
}

/** Whether a file is still what the request has written. Without a signing key it is whatever the text says. @public */
export function isAsRequested(
  pullRequest: GitPullRequest,
  content: string | undefined,
  context: MarkerContext,
): boolean {
  const claim = readRequestMark(pullRequest, context)?.claim;
  return claim !== undefined && claim === digest(content);
}

function sign(
  key: string,
  payload: string,
  head: string,
  { repository }: MarkerContext,
): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([FORMAT, repository, head, payload]))
    .digest('base64url');
}

function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function parseMark(payload: string): RequestMark | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(payload, 'base64url').toString());
  } catch {
    return undefined;
  }
  const { taskId, requestedBy, claim, author } = (value ?? {}) as Record<
    string,
    unknown
  >;
  const isText = (each: unknown) =>
    each === undefined || typeof each === 'string';
  return typeof taskId === 'string' &&
    [requestedBy, claim, author].every(isText)
    ? (value as RequestMark)
    : undefined;
}

function digest(content: string | undefined): string {
  return createHash('sha256')
    .update(content === undefined ? 'removed' : `file:${content}`)
    .digest('hex');
}
