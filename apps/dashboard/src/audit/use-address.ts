import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** What the address of a part says, and a way to another one. */
export function useAddress<Address extends object>(
  read: (params: URLSearchParams) => Address,
  write: (address: Address) => URLSearchParams,
) {
  const [params, setParams] = useSearchParams();
  const address = useMemo(() => read(params), [read, params]);
  const go = useCallback(
    (change: Partial<Address>): void => setParams(write({ ...address, ...change })),
    [address, setParams, write],
  );
  return { address, go };
}
