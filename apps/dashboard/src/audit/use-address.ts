import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** What the address of a part says, and a way to another one. */
export function useAddress<Address extends object>(
  read: (params: URLSearchParams) => Address,
  write: (address: Address) => URLSearchParams,
) {
  const [params, setParams] = useSearchParams();
  const address = useMemo(() => read(params), [read, params]);
  // The browser's address may be ahead of the page: what was chosen a moment ago stays chosen.
  const go = useCallback(
    (change: Partial<Address>): void =>
      setParams(write({ ...read(new URLSearchParams(window.location.search)), ...change })),
    [read, setParams, write],
  );
  return { address, go };
}
