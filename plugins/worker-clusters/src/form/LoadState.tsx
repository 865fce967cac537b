import { Alert, Button, Skeleton, VisuallyHidden } from '@backstage/ui';
import { messageOf } from '../format';

/** What stands in for something that is being loaded, or could not be. */
export function LoadState(props: {
  /** For example `The form`. */
  what: string;
  error?: Error;
  retry(): void;
}) {
  const { what, error, retry } = props;
  if (!error) {
    return (
      <div role="status">
        <VisuallyHidden>{what} is being loaded…</VisuallyHidden>
        <Skeleton width="100%" height={40} rounded />
        <br />
        <Skeleton width="60%" height={40} rounded />
      </div>
    );
  }
  return (
    <div role="alert">
      <Alert
        icon
        status="danger"
        title={`${what} could not be loaded`}
        description={messageOf(error)}
        customActions={
          <Button variant="secondary" onPress={retry}>
            Try again
          </Button>
        }
      />
    </div>
  );
}
