/** One's own tokens: made with a name, a scope and an end, shown once, removed at once. */
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { ROLE_WORDS, type Role } from '../../../shared/api/roles.js';
import type { NewToken, Scope, Token } from '../../../shared/api/tokens.js';
import { getTokens, removeToken } from '../../api/own-account.js';
import { faultText } from '../../api/request.js';
import { literalLabel } from '../../components/access-key.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { EntryList, type ListColumn } from '../../components/entry-list.js';
import { MadePassword } from '../../components/made-password.js';
import { useMedia } from '../../components/media.js';
import { useNow } from '../../components/now.js';
import { Empty, Skeleton } from '../../components/placeholder.js';
import { ProblemLine } from '../../components/problem.js';
import { RemoveDialog } from '../../components/remove-dialog.js';
import { useToast } from '../../components/toast.js';
import { When } from '../../components/when.js';
import { TokenDialog } from './token-dialog.js';

export function scopeName(scope: Scope): string {
  return scope === 'read' ? 'Read only' : ROLE_WORDS[scope].name;
}

export function TokensPart({ role }: { readonly role: Role }) {
  const read = useQuery({ queryKey: ['tokens'], queryFn: ({ signal }) => getTokens(signal) });
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<'add' | 'remove' | NewToken | null>(null);
  const now = useNow();
  const narrow = useMedia('(max-width: 760px)');
  const columns = useMemo(() => columnsOf(now, narrow), [now, narrow]);
  const chosen = (read.data ?? []).filter(({ id }) => selected.has(String(id)));
  const made = (token: NewToken) => {
    void read.refetch();
    setOpen(token);
  };
  const remove = () => chosen.length > 0 && setOpen('remove');
  return (
    <>
      {read.error && <ProblemLine>{faultText(read.error)}</ProblemLine>}
      {read.data ? (
        <div className="withbtns">
          <EntryList
            label="Tokens"
            rows={read.data}
            keyOf={({ id }) => String(id)}
            textOf={({ name }) => name}
            columns={columns}
            showHead
            selected={selected}
            onSelect={select}
            onAdd={() => setOpen('add')}
            onRemove={remove}
            empty={<Empty title="None">No program acts in your name.</Empty>}
            help="tokens"
          />
          <div className="col">
            <Button label="&Add..." onPress={() => setOpen('add')} />
            <Button kind="bad" label="Re&move..." disabled={chosen.length === 0} onPress={remove} />
          </div>
        </div>
      ) : (
        read.isPending && <Skeleton rows={2} />
      )}
      {open === 'add' && <TokenDialog role={role} onDone={made} onClose={() => setOpen(null)} />}
      {open === 'remove' && (
        <RemoveTokens
          tokens={chosen}
          onClose={() => {
            void read.refetch();
            setOpen(null);
          }}
        />
      )}
      {open !== null && typeof open === 'object' && (
        <Dialog title="Token" onCancel={() => setOpen(null)} helpTopic="tokens">
          <MadePassword label={`&Token ${literalLabel(open.name)}`} password={open.token} />
        </Dialog>
      )}
    </>
  );
}

interface RemoveTokensProps {
  readonly tokens: readonly Token[];
  readonly onClose: () => void;
}

function RemoveTokens({ tokens, onClose }: RemoveTokensProps) {
  const toast = useToast();
  const count = tokens.length.toLocaleString('en');
  const done = () => {
    toast({ text: tokens.length === 1 ? 'The token is removed.' : `${count} tokens are removed.` });
    onClose();
  };
  return (
    <RemoveDialog
      title={tokens.length === 1 ? 'Remove Token' : 'Remove Tokens'}
      text={tokens.map(({ name }) => name).join(', ')}
      count={tokens.length}
      help="tokens"
      remove={async () => {
        for (const { id } of tokens) await removeToken(id);
      }}
      onDone={done}
      onClose={onClose}
    >
      What uses {tokens.length === 1 ? 'it' : 'them'} is refused from now on.
    </RemoveDialog>
  );
}

function columnsOf(now: Date, narrow: boolean): readonly ListColumn<Token>[] {
  const ended = ({ expires }: Token) => expires !== null && Date.parse(expires) <= now.getTime();
  const columns: readonly ListColumn<Token>[] = [
    {
      id: 'name',
      title: 'Name',
      width: 'minmax(0, 4fr)',
      cell: (token) => (
        <>
          <span className="val">{token.name}</span>
          {ended(token) && <span className="tag after w">Expired</span>}
          {narrow && <span className="sub line">{scopeName(token.scope)}</span>}
        </>
      ),
    },
    {
      id: 'scope',
      title: 'May',
      width: 'minmax(0, 2fr)',
      cell: ({ scope }) => scopeName(scope),
    },
    {
      id: 'until',
      title: 'Until',
      width: 'minmax(0, 2fr)',
      cell: ({ expires }) =>
        expires === null ? <span className="t">no end</span> : <When at={expires} />,
    },
    {
      id: 'used',
      title: 'Last used',
      width: 'minmax(0, 2fr)',
      cell: ({ usedAt }) =>
        usedAt === null ? <span className="t">never</span> : <When at={usedAt} />,
    },
  ];
  return narrow ? [columns[0]!, columns[3]!] : columns;
}
