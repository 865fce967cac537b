/** An answer other than success, as Gitea's API gives it: a status code and `{message, url}`. */
export class ApiError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
    this.name = 'ApiError';
  }
}

/** @param what - nothing, where Gitea does not say it */
export function notFound(what = 'not found'): ApiError {
  return new ApiError(404, what);
}

export function unprocessable(message: string): ApiError {
  return new ApiError(422, message);
}
