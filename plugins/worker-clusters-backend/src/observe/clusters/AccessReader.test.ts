import { AddressPolicy } from '../credentials/addressPolicy';
import { ApiError, type ApiErrorKind } from '../http/ApiError';
import { AccessReader } from './AccessReader';

describe('AccessReader', () => {
  const read = (kind: ApiErrorKind) =>
    new AccessReader(
      {
        getJson: async () => {
          throw new ApiError(kind, {
            message: `It is ${kind}`,
            messageCode: { code: 'test' },
          });
        },
      } as any,
      new AddressPolicy(),
    ).read(
      { managementCluster: 'main', namespace: 'clusters-dev', name: 'lab' },
      { portalSecretName: 'lab-portal' } as any,
    );

  it.each<ApiErrorKind>(['forbidden', 'unreachable', 'throttled'])(
    'says that the credentials cannot be had now where the management cluster is %s',
    async kind => {
      await expect(read(kind)).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
        message: `It is ${kind}`,
      });
    },
  );

  it('returns none where there is no Secret', async () => {
    await expect(read('notFound')).resolves.toBeUndefined();
  });
});
