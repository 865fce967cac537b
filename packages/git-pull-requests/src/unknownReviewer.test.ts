import { NotAllowedError, ServiceUnavailableError } from '@backstage/errors';
import { collectUnknown, unknownReviewer } from './unknownReviewer';

const nobody = unknownReviewer('reviewer', 'nobody', 'https://git.test/o/r');
const found = async () => [nobody];
const none = async () => [];
const refused = async () => {
  throw new NotAllowedError('no right');
};
const down = async () => {
  throw new ServiceUnavailableError('down');
};

describe('collectUnknown', () => {
  it('names who is unknown although another look-up is refused', async () => {
    for (const lookUps of [
      [found, refused],
      [refused, found],
    ]) {
      await expect(collectUnknown(lookUps)).resolves.toEqual([nobody]);
    }
  });

  it('rejects if a look-up is refused and nobody is unknown', async () => {
    await expect(collectUnknown([none, refused])).rejects.toThrow('no right');
  });

  it('rejects if the host does not answer', async () => {
    await expect(collectUnknown([found, down])).rejects.toThrow('down');
  });
});
