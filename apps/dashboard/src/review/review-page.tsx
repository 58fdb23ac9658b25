import { useParams } from 'react-router';
import { usePageTitle } from '../shell/page-title.ts';
import ReviewDetail from './review-detail.tsx';
import { useReview } from './use-review.ts';

/** A review on a page of its own: what a link leads to. */
export default function ReviewPage() {
  const { id = '' } = useParams();
  const { data } = useReview(id);
  usePageTitle(data?.title ?? 'Review');
  return (
    <div className="review-page">
      <ReviewDetail key={id} id={id} />
    </div>
  );
}
