const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether what goes to an address and comes from it is private: by TLS, or within this machine. */
export function isConfidential(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

/** Keys that come in the clear can be anybody's, unless the issuer is itself in the clear or they are of this machine. */
export function isPrivateWay(keysUrl: string, issuer: string): boolean {
  return isConfidential(keysUrl) || (isHttp(keysUrl) && isHttp(issuer));
}

const isHttp = (url: string): boolean => new URL(url).protocol === 'http:';
