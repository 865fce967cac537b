import { NotAllowedError } from '@backstage/errors';
import {
  type MessageCode,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** What the backend answers to somebody who lacks a permission. */
export function deniedError(
  code: Extract<MessageCode, `denied-${string}`>,
  permission: string,
): Error {
  const { message, messageCode } = writeMessage(code, { permission });
  return Object.assign(new NotAllowedError(message), { messageCode });
}
