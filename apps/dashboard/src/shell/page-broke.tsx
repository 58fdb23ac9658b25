import { useRouteError } from 'react-router';
import { Failure } from '../parts/failure.tsx';

/** In the place of a page that could not be shown: after an upgrade its parts may have other names by now. */
export function PageBroke() {
  const error = useRouteError();
  return (
    <div className="page">
      <h1>This page broke</h1>
      <Failure error={error} retry={() => location.reload()} />
    </div>
  );
}
