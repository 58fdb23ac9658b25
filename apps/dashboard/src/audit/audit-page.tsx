import { IconMapQuestion } from '@tabler/icons-react';
import { NavLink, Route, Routes } from 'react-router';
import { EmptyState } from '../parts/empty-state.tsx';
import { addresses } from '../shell/addresses.ts';
import { Decisions } from './decisions.tsx';
import { EventLog } from './event-log.tsx';
import { LogExport } from './log-export.tsx';
import { Overseen } from './overseen.tsx';
import { Verification } from './verification.tsx';
import './audit.css';

const TABS = [
  { name: 'Decisions', to: addresses.audit, end: true },
  { name: 'Event log', to: addresses.auditLog, end: false },
  { name: 'Verification', to: addresses.auditVerification, end: false },
  { name: 'Export', to: addresses.auditExport, end: false },
] as const;

/** What was decided, by whom, and the proof of it. */
export default function AuditPage() {
  return (
    <div className="page audit">
      <h1>Audit</h1>
      <nav className="audit-tabs" aria-label="Parts of the audit">
        <ul>
          {TABS.map(({ name, to, end }) => (
            <li key={to}>
              <NavLink to={to} end={end} className="audit-tab">
                {name}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <Routes>
        <Route index element={<Decisions />} />
        <Route path="log" element={<Overseen what="The event log" part={<EventLog />} />} />
        <Route
          path="verification"
          element={<Overseen what="The verification of the log" part={<Verification />} />}
        />
        <Route path="export" element={<Overseen what="The export of the log" part={<LogExport />} />} />
        <Route
          path="*"
          element={
            <EmptyState
              icon={<IconMapQuestion size={28} />}
              title="There is no such part"
              text="The audit has the decisions, the event log, its verification and its export."
            />
          }
        />
      </Routes>
    </div>
  );
}
