#!/bin/bash
# Proves the package on a Debian 12 of its own, with the real systemd as its first process, in namespaces: as root,
# by hand, in some ten minutes. Needs debootstrap, and Debian's mirror for the first run.
#
#   test/appliance/prove-package.sh /var/tmp/gatepost-root
#
# Ends with 1 at the first thing that is not as it should be. The root stays, for the next run.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../.." && pwd)
root=${1:?the folder of the Debian 12}
next=99.0.0

# --- inside the namespaces: this root becomes /, and systemd the first process
if [ "${2:-}" = boot ]; then
  mount --make-rprivate /
  mount --bind "$root" "$root"
  cd "$root"
  mount -t proc proc proc
  mount -t sysfs -o ro sysfs sys
  mount -t tmpfs -o mode=755 tmpfs run
  mount -t tmpfs tmpfs tmp
  mount -t tmpfs -o mode=755 tmpfs dev
  for device in null zero full random urandom tty; do
    touch "dev/$device"
    mount --bind "/dev/$device" "dev/$device"
  done
  mkdir -p dev/pts dev/shm mnt
  ln -s /proc/self/fd dev/fd
  mount -t tmpfs -o mode=755 tmpfs sys/fs/cgroup
  mkdir sys/fs/cgroup/systemd sys/fs/cgroup/unified
  if [ -d /sys/fs/cgroup/systemd ]; then
    mount -t cgroup -o none,name=systemd cgroup sys/fs/cgroup/systemd
    mount -t cgroup2 cgroup2 sys/fs/cgroup/unified
  else
    umount sys/fs/cgroup
    mount -t cgroup2 cgroup2 sys/fs/cgroup
  fi
  ip link set lo up
  pivot_root . mnt
  mount -t devpts -o newinstance,ptmxmode=666 devpts /dev/pts
  ln -s pts/ptmx /dev/ptmx
  umount -l /mnt
  exec env -i container=other /lib/systemd/systemd --log-target=console systemd.unit=multi-user.target
fi

step() { printf '\n== %s\n' "$*"; }
fail() {
  printf 'NOT SO: %s\n' "$*" >&2
  exit 1
}

step 'Two packages: this version, and a later one that migrates spool.db and config.db'
debs=$(mktemp -d)
trap 'rm -rf "$debs"; [ -z "${booted:-}" ] || kill -9 "$booted"' EXIT
node "$project/server/appliance/build-package.mjs" --output "$debs"
this=$(basename "$debs"/gatepost_*.deb)
version=$(dpkg-deb -f "$debs/$this" Version)
dpkg-deb -R "$debs/$this" "$debs/later"
sed -i "s/^Version: .*/Version: $next/" "$debs/later/DEBIAN/control"
sed -i "s/^version='.*'/version='$next'/" "$debs/later/DEBIAN/preinst"
sed -i "s/\"version\": \"$version\"/\"version\": \"$next\"/" "$debs/later/usr/lib/gatepost/package.json"
for name in spool config; do
  echo 'CREATE TABLE proof (what TEXT);' \
    >"$debs/later/usr/lib/gatepost/dist/server/store/$name/migrations/9999-proof.sql"
done
dpkg-deb -Zgzip -z1 --root-owner-group -b "$debs/later" "$debs/later.deb" >/dev/null
rm -rf "$debs/later"

if [ ! -e "$root/etc/debian_version" ]; then
  step 'A fresh Debian 12'
  debootstrap --variant=minbase bookworm "$root" http://deb.debian.org/debian >/dev/null
fi
cp /etc/resolv.conf "$root/etc/resolv.conf"
# What the package depends on, so that it can be installed without a network; python3 sends the load.
chroot "$root" sh -c 'dpkg -s systemd libstdc++6 adduser python3 >/dev/null 2>&1 ||
  { apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    systemd libstdc++6 adduser python3 >/dev/null 2>&1; }'
chroot "$root" sh -c 'GATEPOST_PURGE_DATA=yes dpkg --purge gatepost' >/dev/null 2>&1 || true
rm -rf "$root/var/lib/gatepost"
cp "$debs/$this" "$root/opt/this.deb"
cp "$debs/later.deb" "$here/load-while.py" "$root/opt/"

step 'systemd as the first process'
unshare --net --mount --uts --ipc --pid --cgroup --fork "$0" "$root" boot >"$debs/boot.log" 2>&1 &
for _ in $(seq 100); do
  booted=$(pgrep -P $! || true)
  [ -z "$booted" ] || [ ! -S "/proc/$booted/root/run/systemd/private" ] || break
  sleep 0.2
done
inside() {
  nsenter -t "$booted" -m -n -p -u -i -C -r -w -- \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive "$@"
}
inside systemctl is-system-running --wait

step 'Another mail server has port 25: nothing is started or enabled'
inside python3 -c 'import socket, time; s = socket.create_server(("127.0.0.1", 25)); time.sleep(600)' &
other=$!
sleep 2
said=$(inside apt-get install -y /opt/this.deb 2>&1)
grep 'another mail server' <<<"$said" || fail "$said"
! inside systemctl --quiet is-enabled gatepost-smtp.socket 2>/dev/null || fail 'a socket is enabled'
inside pkill -f create_server
wait "$other" || true
inside dpkg --purge gatepost >/dev/null 2>&1
inside test ! -e /var/lib/gatepost || fail 'purge without a queue kept the data folder'

step 'Installed with apt, it runs'
inside apt-get install -y /opt/this.deb 2>&1 | tail -n 1
inside systemctl --quiet is-active gatepost.target gatepost-relay gatepost-console
inside systemctl --no-pager show -p StatusText gatepost-relay gatepost-console
[ "$(inside gatepost --version)" = "$version" ] || fail 'another version answers'
inside sed -i 's/^#GATEPOST_ADMIN_PASSWORD=.*/GATEPOST_ADMIN_PASSWORD="correct horse battery"/' \
  /etc/gatepost/gatepost.conf
inside systemctl restart gatepost-console
inside gatepost doctor
inside gatepost test-relay || fail 'its self-test finds something bad'
[ "$(inside gatepost rules show --json | grep -c '"reroute": true')" = 1 ] || fail 'no rules are shown'
! inside gatepost check --peer 203.0.113.7 --to someone@elsewhere.test || fail 'a stranger would relay'
[ -z "$(inside find /var/lib/gatepost /run/gatepost ! -user gatepost)" ] || fail 'files of somebody else'
inside systemd-analyze security --no-pager gatepost-relay | tail -n 1
inside systemd-analyze security --no-pager gatepost-console | tail -n 1

step 'Restarts, an upgrade that migrates, and a restart, while 20 clients send'
inside python3 /opt/load-while.py 'systemctl restart gatepost-relay' 'systemctl restart gatepost-relay' \
  'apt-get install -y /opt/later.deb' 'systemctl restart gatepost.target'
[ "$(inside gatepost --version)" = "$next" ] || fail 'it was not upgraded'
inside grep -q correct /etc/gatepost/gatepost.conf || fail 'the settings are not those that were changed'
inside sh -c 'ls -l /var/lib/gatepost/backups'
[ "$(inside sh -c 'ls /var/lib/gatepost/backups | wc -l')" = 2 ] || fail 'not one copy of each'

step 'A downgrade is refused, and the newer one goes on'
! inside dpkg -i /opt/this.deb >"$debs/said" 2>&1 || fail 'it was not refused'
grep 'a downgrade is refused' "$debs/said" || fail "$(cat "$debs/said")"
inside systemctl --quiet is-active gatepost-relay

step 'The older program, forced, does not touch the newer databases'
inside dpkg -r gatepost >/dev/null 2>&1
inside dpkg -i /opt/this.deb >/dev/null 2>&1 || true
sleep 3
inside runuser -u gatepost -- gatepost relay >"$debs/said" 2>&1 || true
tail -n 1 "$debs/said"
grep -q 'made by a newer Gatepost' "$debs/said" || fail 'it was not refused'

step 'Purge keeps the queue, and says so; it goes where that is asked'
inside dpkg --purge gatepost 2>&1 | grep '^gatepost:'
inside test -e /var/lib/gatepost/spool.db || fail 'the queue is gone'
! inside test -e /etc/gatepost || fail 'settings are left'
! inside test -e /run/gatepost || fail 'the run folder is left'
inside dpkg -i /opt/later.deb >/dev/null 2>&1
inside touch /var/lib/gatepost/PURGE
inside dpkg --purge gatepost >/dev/null 2>&1
! inside test -e /var/lib/gatepost || fail 'the data folder is left'
! inside getent passwd gatepost || fail 'the user is left'
[ -z "$(inside find /etc/systemd /lib/systemd /usr/bin /usr/lib -name '*gatepost*')" ] || fail 'files are left'

step 'All as it should be.'
