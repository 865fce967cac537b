/** An answer other than success, as Gitea gives it: `{message, url}` with a status. */
export class ApiError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
    this.name = 'ApiError';
  }
}
export const notFound = (what = "The target couldn't be found.") =>
  new ApiError(404, what);
