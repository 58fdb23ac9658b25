import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** What the address of a page says, and a way to another one; to replace it leaves no trace in the history. */
export function useAddress<Address extends object>(
  read: (params: URLSearchParams) => Address,
  write: (address: Address) => URLSearchParams,
) {
  const [params, setParams] = useSearchParams();
  const address = useMemo(() => read(params), [read, params]);
  // The browser's address may be ahead of the page: what was chosen a moment ago stays chosen.
  const go = useCallback(
    (change: Partial<Address>, how: { readonly replace?: boolean } = {}): void =>
      setParams(write({ ...read(new URLSearchParams(window.location.search)), ...change }), how),
    [read, setParams, write],
  );
  return { address, go };
}
