import {
  type MarkerContext,
  requestMarker,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { RequestDescription } from './describeRequest';

/**
 * The text of a pull request, with the marker by which the portal recognises it.
 *
 * @param pullRequest - `head`: its branch; `authorId`: of the account that opens it, if the Git host says so
 */
export function markedBody(
  { body, mark }: Pick<RequestDescription, 'body' | 'mark'>,
  { head, authorId }: { head: string; authorId?: string },
  markers: MarkerContext,
): string {
  const marker = requestMarker({ ...mark, head, author: authorId }, markers);
  return `${body}\n\n${marker}`;
}
