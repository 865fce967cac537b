import {
  NotFoundErrorPage,
  useAppLocation,
  useRouteRef,
  useRouteRefParams,
} from '@backstage/frontend-plugin-api';
import { Surface } from '../components/Surface';
import { requestRouteRef, requestsRouteRef } from '../routes';
import { RequestPage } from './RequestPage';
import { RequestQueue } from './RequestQueue';

/** What is under `/worker-clusters/requests`: the review queue, and the page of each request. */
export function RequestsPage() {
  const queueLink = useRouteRef(requestsRouteRef);
  const { pathname } = useAppLocation();
  const { number } = useRouteRefParams(requestRouteRef);
  const atQueue = pathname.replace(/\/+$/, '') === queueLink?.();
  if (number ? !/^\d{1,9}$/.test(number) : !atQueue) {
    return <NotFoundErrorPage />;
  }
  return (
    <Surface>
      {number ? (
        <RequestPage key={number} number={Number(number)} />
      ) : (
        <RequestQueue />
      )}
    </Surface>
  );
}
