import type {
  CodedMessage,
  Message,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** Credentials that the portal does not use, and why. Holds no secret. */
export class CredentialError extends Error implements Message {
  readonly messageCode: CodedMessage;

  constructor({ message, messageCode }: Required<Message>) {
    super(message);
    this.name = 'CredentialError';
    this.messageCode = messageCode;
  }
}
