/** The Diagnostics page: how this server is watched. A list of sections; a new one is one entry here. */
import type { ReactNode } from 'react';
import { AlertsPart } from './alerts-part.js';
import { BackupPart } from './backup.js';
import { MonitoringPart } from './monitoring-part.js';
import { SelfTestPart } from './self-test-part.js';

const SECTIONS: readonly { readonly name: string; readonly element: ReactNode }[] = [
  { name: 'self-test', element: <SelfTestPart /> },
  { name: 'alerts', element: <AlertsPart /> },
  { name: 'monitoring', element: <MonitoringPart /> },
  { name: 'backup', element: <BackupPart /> },
];

export function DiagnosticsPage() {
  return (
    <div className="connections diagnostics">
      {SECTIONS.map(({ name, element }) => (
        <div key={name}>{element}</div>
      ))}
    </div>
  );
}
