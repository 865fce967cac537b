import type { ReactNode } from 'react';
import Link from '@material-ui/core/Link';
import { webLink } from '../../format';

/** A link to another site; plain text if the address is not an http(s) URL. */
export function FormLink({
  href,
  children,
}: {
  href: string | undefined;
  children: ReactNode;
}) {
  const link = webLink(href);
  return link ? (
    <Link
      href={link}
      target="_blank"
      rel="noopener noreferrer"
      color="inherit"
      underline="always"
    >
      {children}
    </Link>
  ) : (
    <>{children}</>
  );
}
