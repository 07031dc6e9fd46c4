/** Gatepost's own accounts. What is done here takes effect at once and is no part of the draft. */
import { useState } from 'react';
import type { MadeAccount } from '../../../shared/api/accounts.js';
import { changeAccount } from '../../api/accounts.js';
import { Button } from '../../components/button.js';
import { Notice } from '../../components/notice.js';
import { Skeleton } from '../../components/placeholder.js';
import { useToast } from '../../components/toast.js';
import { AccountDialog } from './account-dialog.js';
import { namesText } from './account-form.js';
import { AccountList, type AccountDialogKind } from './account-list.js';
import { AppPasswordsDialog } from './app-passwords-dialog.js';
import { ImportDialog } from './import-dialog.js';
import { OwnLogonTest } from './own-logon-test.js';
import { PasswordDialog, ShownPassword } from './password-dialog.js';
import { RemoveAccounts } from './remove-accounts.js';
import { useTask } from '../../components/task.js';
import { useAccounts } from './use-accounts.js';

type Open =
  AccountDialogKind | { readonly kind: 'made'; readonly name: string; readonly password: string };

const SKELETON_ROWS = 4;

export function AccountsPart() {
  const { accounts, problem, again } = useAccounts();
  const [open, setOpen] = useState<Open | null>(null);
  const task = useTask();
  const toast = useToast();
  const close = () => setOpen(null);
  const made = ({ name, password }: MadeAccount, text: string) => {
    void again();
    if (password === undefined) toast({ text });
    setOpen(password === undefined ? null : { kind: 'made', name, password });
  };
  const disable = async (names: readonly string[], disabled: boolean, undo = true) => {
    const done = await task.run(async () => {
      for (const name of names) await changeAccount(name, { disabled });
      return true;
    });
    void again();
    if (!done) return;
    toast({
      text: `${namesText(names)}: ${disabled ? 'disabled' : 'enabled'}.`,
      ...(undo && { undo: () => void disable(names, !disabled, false) }),
    });
  };
  if (problem !== null && !accounts) {
    return (
      <Notice kind="bad" actions={<Button label="Try again" onPress={() => void again()} />}>
        <b>The accounts could not be read.</b> <span className="q">{problem}</span>
      </Notice>
    );
  }
  if (!accounts) return <Skeleton rows={SKELETON_ROWS} />;
  const appPasswordsOf =
    open?.kind === 'app-passwords' ? accounts.find(({ name }) => name === open.name) : undefined;
  return (
    <>
      {task.fault !== null && (
        <Notice kind="bad" role="alert">
          <b>Not done.</b> <span className="q">{task.fault}</span>
        </Notice>
      )}
      <AccountList
        accounts={accounts}
        busy={task.busy}
        onOpen={setOpen}
        onDisable={(names, disabled) => void disable(names, disabled)}
      />
      {open?.kind === 'add' && (
        <AccountDialog
          edited={null}
          onDone={(account) => made(account, `${account.name} is added.`)}
          onClose={close}
        />
      )}
      {open?.kind === 'edit' && (
        <AccountDialog
          edited={accounts.find(({ name }) => name === open.name) ?? null}
          onDone={(account) => made(account, `${account.name} is changed.`)}
          onClose={close}
        />
      )}
      {open?.kind === 'password' && (
        <PasswordDialog
          name={open.name}
          onDone={(account) => made(account, `${account.name} has a new password.`)}
          onClose={close}
        />
      )}
      {open?.kind === 'made' && <ShownPassword {...open} onClose={close} />}
      {open?.kind === 'app-passwords' && appPasswordsOf && (
        <AppPasswordsDialog
          account={appPasswordsOf}
          onChanged={() => void again()}
          onClose={close}
        />
      )}
      {open?.kind === 'remove' && (
        <RemoveAccounts
          names={open.names}
          onDone={() => {
            void again();
            toast({ text: `${namesText(open.names)}: removed.` });
            close();
          }}
          onClose={() => {
            void again();
            close();
          }}
        />
      )}
      {open?.kind === 'test' && <OwnLogonTest onClose={close} />}
      {open?.kind === 'import' && <ImportDialog onImported={() => void again()} onClose={close} />}
    </>
  );
}
