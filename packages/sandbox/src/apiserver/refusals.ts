import { StatusError } from './status';

/** Answers of the API server to what it does not do, or not for this client. */
export const notAllowed = () =>
  new StatusError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
  );

export const unauthorized = () =>
  new StatusError(401, 'Unauthorized', 'Unauthorized');

export const forbidden = (user: string, method: string, path: string) =>
  new StatusError(
    403,
    'Forbidden',
    `User "${user}" cannot ${method.toLowerCase()} path "${path}": the token is read-only`,
  );
