import { Burger } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useRef, useState } from 'react';
import { Link, NavLink, Outlet, useLocation, useNavigate } from 'react-router';
import { client } from '../data/client.ts';
import { queryKeys } from '../data/query-keys.ts';
import { Loading } from '../parts/loading.tsx';
import { Tag } from '../parts/tag.tsx';
import { useReader } from '../session/reader.ts';
import { SessionGate } from '../session/session-gate.tsx';
import { addresses } from './addresses.ts';
import { Announcer } from './announcer.tsx';
import { ConnectionBar, ConnectionState, OnceFollowed } from './connection-state.tsx';
import { useKeys } from './keys.ts';
import { KeysHelp } from './keys-help.tsx';
import { screens } from './screens.ts';
import { UserMenu } from './user-menu.tsx';
import './frame.css';

/** What all screens stand in. */
export function Frame() {
  return (
    <>
      <Announcer />
      <SessionGate>
        <SignedInFrame />
      </SessionGate>
    </>
  );
}

function SignedInFrame() {
  const navigate = useNavigate();
  const [isHelpOpen, setHelpOpen] = useState(false);
  useKeys({
    'g q': () => void navigate(addresses.queue),
    'g a': () => void navigate(addresses.audit),
    'g o': () => void navigate(addresses.operations),
    '?': () => setHelpOpen(true),
  });
  return (
    <div className="frame">
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <Header onHelp={() => setHelpOpen(true)} />
      <ConnectionBar />
      <main id="content" tabIndex={-1} className="frame-content">
        <OnceFollowed>
          <Suspense fallback={<Loading label="The page is loading" />}>
            <Outlet />
          </Suspense>
        </OnceFollowed>
      </main>
      <KeysHelp isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  );
}

function Header({ onHelp }: { readonly onHelp: () => void }) {
  const me = useReader();
  const { pathname } = useLocation();
  // Open at one address: wherever one goes from there it is closed.
  const [openAt, setOpenAt] = useState<string | null>(null);
  const isOpen = openAt === pathname;
  const setOpen = (open: boolean): void => setOpenAt(open ? pathname : null);
  const burger = useRef<HTMLButtonElement>(null);
  useKeys({
    Escape: () => {
      if (!isOpen) return false;
      setOpen(false);
      burger.current?.focus();
      return undefined;
    },
  });
  return (
    <header className="header">
      <Burger
        ref={burger}
        className="header-burger"
        opened={isOpen}
        onClick={() => setOpen(!isOpen)}
        size="sm"
        aria-label={isOpen ? 'Close the navigation' : 'Open the navigation'}
        aria-expanded={isOpen}
        aria-controls="navigation"
      />
      <Link to={addresses.queue} className="header-name" aria-label="Countersign, to the queue">
        <img src="/icon.svg" alt="" width={26} height={26} />
        <span>Countersign</span>
      </Link>
      <EnvironmentBadge />
      <nav id="navigation" className="navigation" data-open={isOpen} aria-label="Screens">
        <ul>
          {screens
            .filter(({ isFor }) => isFor(me))
            .map(({ name, to, Icon }) => (
              <li key={to}>
                <NavLink to={to} className="navigation-link">
                  <Icon aria-hidden size={18} />
                  {name}
                </NavLink>
              </li>
            ))}
        </ul>
      </nav>
      <div className="header-end">
        <ConnectionState />
        <UserMenu onHelp={onHelp} />
      </div>
    </header>
  );
}

/** Says where one is, unless that is where it counts. */
function EnvironmentBadge() {
  const { data } = useQuery({
    queryKey: queryKeys.signInOptions,
    queryFn: ({ signal }) => client.session.options({ signal }),
  });
  return data === undefined || data.environment === 'production' ? null : (
    <span className="header-environment">
      <Tag tone="amber">{data.environment}</Tag>
    </span>
  );
}
