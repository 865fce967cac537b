import type { ObjectClient } from '../../apiserver/types';
import { withConditions } from '../conditions';
import { keyOf } from '../runtime/keys';

const API_VERSION = 'pkg.crossplane.io/v1';

/**
 * Plays Crossplane's package manager: every provider and function is installed at once. Their kinds come from the
 * Compositions that use them, see `Crossplane`.
 */
export class PackageManager {
  private stops: Array<() => void> = [];

  constructor(private readonly options: { client: ObjectClient }) {}

  start(): void {
    const { client } = this.options;
    this.stops = ['Provider', 'Function'].map(kind =>
      client.watch(API_VERSION, kind, ({ type, object }) => {
        if (type !== 'ADDED' || object.metadata.deletionTimestamp) return;
        client.patchStatus(keyOf(object), {
          conditions: withConditions(
            object,
            [
              {
                type: 'Installed',
                status: 'True',
                reason: 'ActivePackageRevision',
              },
              {
                type: 'Healthy',
                status: 'True',
                reason: 'HealthyPackageRevision',
              },
            ],
            new Date(),
          ),
          currentIdentifier: object.spec?.package,
        });
      }),
    );
  }

  close(): void {
    this.stops.forEach(stop => stop());
  }
}
