const NOWHERE = 'http://nowhere.invalid';
const LONGEST = 1_024;
/** Once and twice encoded: what some proxy may decode on the way counts as decoded. */
const DECODINGS = 3;

/**
 * Where a browser goes after it has signed in: a path on our own site, or `/` for whatever else is asked for. Paths
 * of the sign-in itself are none, or a browser would go round in circles.
 */
export function returnPathOf(asked: unknown): string {
  if (typeof asked !== 'string' || asked.length > LONGEST || !isOwnPath(asked)) return '/';
  const { pathname, search, hash } = new URL(asked, NOWHERE);
  const path = `${pathname}${search}${hash}`;
  return path.length <= LONGEST ? path : '/';
}

function isOwnPath(text: string): boolean {
  let seen = text;
  for (let times = 0; times < DECODINGS; times += 1) {
    // `//host` is another site's address, and browsers read `\` as `/` and skip tabs and line ends.
    if (!/^\/(?!\/)[^\\\s\p{Cc}]*$/u.test(seen) || !URL.canParse(seen, NOWHERE)) return false;
    const { origin, pathname } = new URL(seen, NOWHERE);
    if (origin !== NOWHERE || /^\/\/|^\/session(\/|$)/i.test(pathname)) return false;
    const decoded = decodedOnce(seen);
    if (decoded === null) return false;
    if (decoded === seen) return true;
    seen = decoded;
  }
  return false;
}

function decodedOnce(text: string): string | null {
  // Spaces may stand in a query as they do in a form; only what comes before it leads anywhere.
  const [path = ''] = text.split(/[?#]/, 1);
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
