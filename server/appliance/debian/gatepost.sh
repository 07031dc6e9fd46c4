#!/bin/sh
# The gatepost command, with the settings of /etc/gatepost/gatepost.conf unless GATEPOST_DATA says which data
# folder is meant. Called by root it goes on as the user gatepost, so that files keep their owner.
set -eu

program=/usr/lib/gatepost
# exec throughout: sockets that are handed over are for this process (LISTEN_PID). Node keeps a small young heap.
set -- "$program/bin/node" --max-semi-space-size=8 "$program/dist/server/appliance/packaged.js" "$@"

if [ "$(id -u)" -eq 0 ]; then
  exec setpriv --reuid=gatepost --regid=gatepost --init-groups -- "$@"
fi
exec "$@"
