import type { Me } from '@countersign/client';
import { createContext, use } from 'react';

const ReaderContext = createContext<Me | null>(null);

export const ReaderProvider = ReaderContext.Provider;

/** Who is signed in: everything below the gate has one. */
export function useReader(): Me {
  const reader = use(ReaderContext);
  if (reader === null) throw new Error('used outside of the session gate');
  return reader;
}

/** Who somebody is among all: the same name in another workspace is another one. */
export const identityOf = ({ workspace, id }: Pick<Me, 'workspace' | 'id'>): string => `${workspace}:${id}`;

/** Whether somebody is told about everybody: the audit, the figures, the operation. */
export const isOverseer = ({ roles }: Pick<Me, 'roles'>): boolean =>
  roles.includes('admin') || roles.includes('auditor');

export const isAdministrator = ({ roles }: Pick<Me, 'roles'>): boolean => roles.includes('admin');
