import { useQuery } from '@tanstack/react-query';
import { client } from '../data/client.ts';
import { queryKeys } from '../data/query-keys.ts';
import { Note } from '../parts/note.tsx';
import { Tag } from '../parts/tag.tsx';

interface WhichGatewayProps {
  readonly name: string;
  readonly version: string;
}

/** One line that tells this gateway from others. */
export function WhichGateway({ name, version }: WhichGatewayProps) {
  const { data } = useQuery({
    queryKey: queryKeys.signInOptions,
    queryFn: ({ signal }) => client.session.options({ signal }),
  });
  return (
    <p className="row muted">
      <span>
        Gateway{' '}
        <strong className="which-gateway">
          <bdi>{name}</bdi>
        </strong>{' '}
        at <bdi>{location.host}</bdi>, version {version}
      </span>
      {data !== undefined && (
        <Tag tone={data.environment === 'production' ? 'red' : 'amber'}>{data.environment}</Tag>
      )}
    </p>
  );
}

/** Who asks again may be answered by another: then figures of several are seen in turn. */
export function SeveralGateways({ names }: { readonly names: readonly string[] }) {
  if (names.length < 2) return null;
  return (
    <Note
      tone="blue"
      title="Several gateways answer at this address"
      text={
        <>
          So far <bdi>{names.join(', ')}</bdi>, or one of them was started again. Each tells only of itself;
          pause to look at one.
        </>
      }
    />
  );
}
