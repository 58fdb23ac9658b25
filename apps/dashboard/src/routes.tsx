import { lazy } from 'react';
import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';
import { addresses } from './shell/addresses.ts';
import { Frame } from './shell/frame.tsx';
import { NothingHere } from './shell/nothing-here.tsx';
import { PageBroke } from './shell/page-broke.tsx';

const loadQueue = () => import('./queue/queue-page.tsx');
const loadReview = () => import('./review/review-page.tsx');
const QueuePage = lazy(loadQueue);
const ReviewPage = lazy(loadReview);
const AuditPage = lazy(() => import('./audit/audit-page.tsx'));
const AnalyticsPage = lazy(() => import('./analytics/analytics-page.tsx'));
const OperationsPage = lazy(() => import('./operations/operations-page.tsx'));
const RulesPage = lazy(() => import('./rules/rules-page.tsx'));

// On its way while it is still asked who is signed in.
if (/^\/(queue\/?)?$/.test(location.pathname)) void loadQueue().catch(() => undefined);
if (location.pathname.startsWith('/reviews/')) void loadReview().catch(() => undefined);

/** Every screen, and what is loaded only with it. Screens may have addresses below their own. */
const routes: RouteObject[] = [
  {
    path: '/',
    element: <Frame />,
    errorElement: <PageBroke />,
    children: [
      {
        errorElement: <PageBroke />,
        children: [
          { index: true, element: <Navigate to={addresses.queue} replace /> },
          { path: 'queue', element: <QueuePage /> },
          { path: 'reviews/:id', element: <ReviewPage /> },
          { path: 'audit/*', element: <AuditPage /> },
          { path: 'analytics/*', element: <AnalyticsPage /> },
          { path: 'operations/*', element: <OperationsPage /> },
          { path: 'rules/*', element: <RulesPage /> },
          { path: '*', element: <NothingHere /> },
        ],
      },
    ],
  },
];

export const router = createBrowserRouter(routes);
