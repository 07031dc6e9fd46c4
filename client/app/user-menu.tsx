import { Button } from 'react-aria-components/Button';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { useNavigate } from 'react-router';
import { ACCOUNT_PAGE } from '../../shared/api/own-account.js';
import { SETUP_STEPS_PAGE, type Session } from '../../shared/api/session.js';
import { useTheme, type Theme } from '../components/theme.js';
import { useLeave } from './leave.js';

const THEME_LABELS: Readonly<Record<Theme, string>> = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
};

interface UserMenuProps {
  readonly session: Session;
  readonly onLeft: () => void;
}

export function UserMenu({ session, onLeft }: UserMenuProps) {
  const [theme, setTheme] = useTheme();
  const leave = useLeave(onLeft);
  const navigate = useNavigate();
  const { username } = session;
  const choose = (key: string) => {
    if (key === 'leave') leave();
    else if (key === 'account') navigate(ACCOUNT_PAGE);
    else if (key === 'setup') navigate(SETUP_STEPS_PAGE);
    else if (key === 'api') void navigate('/api-reference');
    else setTheme(key as Theme);
  };
  return (
    <MenuTrigger>
      <Button className="who">
        <i aria-hidden="true">{initials(username)}</i>
        <span className="desk cut">{username}</span>
        <span className="sr only-phone">{username}</span>
      </Button>
      <Popover className="menu-box" placement="bottom end">
        <Menu aria-label={username} onAction={(key) => choose(String(key))}>
          {(Object.keys(THEME_LABELS) as Theme[]).map((each) => (
            <MenuItem key={each} id={each} textValue={THEME_LABELS[each]}>
              {THEME_LABELS[each]}
              <span className="t">{each === theme ? 'now' : ''}</span>
            </MenuItem>
          ))}
          <MenuItem id="account">Your account...</MenuItem>
          {session.role === 'administrator' && <MenuItem id="setup">Set-up...</MenuItem>}
          <MenuItem id="api">API reference</MenuItem>
          <MenuItem id="leave">Log Off</MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter((word) => word !== '');
  const letters = words.length > 1 ? words.map((word) => word[0]).join('') : name;
  return letters.slice(0, 2).toUpperCase();
}
