import { CustomErrorBase } from '@backstage/errors';

/**
 * A file is larger than its reader takes; its content was not read.
 *
 * @public
 */
export class FileTooLargeError extends CustomErrorBase {
  name = 'FileTooLargeError' as const;

  constructor(
    /** Path of the file from the repository's root. */
    readonly path: string,
    /** Bytes that its reader takes. */
    readonly maxBytes: number,
    where: string,
  ) {
    super(
      `The file ${path} on ${where} was not read: it is larger than ${maxBytes} bytes.`,
    );
  }
}
