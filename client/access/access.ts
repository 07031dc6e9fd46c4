/** What whoever is logged on may do. What a role may not do is not offered to it; the API refuses it besides. */
import { createContext, useContext } from 'react';
import { mayAct, type Role } from '../../shared/api/roles.js';

export const RoleContext = createContext<Role>('helpdesk');

export function useMay(least: Role): boolean {
  return mayAct(useContext(RoleContext), least);
}
