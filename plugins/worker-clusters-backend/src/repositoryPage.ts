/** A repository's address as a browser opens it; undefined for what is no address of a repository. */
export function repositoryPage(repoUrl: string): URL | undefined {
  // git@host:owner/name.git
  const [, host, path] =
    /^(?:ssh:\/\/)?(?:[\w.-]+@)?([\w.-]+):(?!\/\/|\d+\/)(.+)$/.exec(repoUrl) ??
    [];
  const address = host
    ? `https://${host}/${path}`
    : repoUrl.replace(
        /^ssh:\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\//,
        'https://$1/',
      );
  if (!/^https?:\/\//.test(address) || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  url.username = '';
  url.password = '';
  url.search = '';
  url.hash = '';
  url.pathname = url.pathname.replace(/(?<!\/)\/+$/, '').replace(/\.git$/, '');
  return url;
}
