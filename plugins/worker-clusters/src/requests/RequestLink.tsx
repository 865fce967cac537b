import type { ReactNode } from 'react';
import { Link } from '@backstage/ui';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { WebLink } from '../components/WebLink';
import { requestRouteRef } from '../routes';

/** A link to the page of a request; where the app does not have that page, to the pull request on the Git host. */
export function RequestLink(props: {
  request: { number: number; url: string };
  children: ReactNode;
}) {
  const { number, url } = props.request;
  const link = useRouteRef(requestRouteRef);
  return link ? (
    <Link href={link({ number: String(number) })}>{props.children}</Link>
  ) : (
    <WebLink href={url}>{props.children}</WebLink>
  );
}
