#!/bin/sh
# Starts the jobs' tmux server in a scope of its own, as the bot's user, before the bot starts. Run as root by molt-ops.service.
# A server that runs already is left alone; without tmux there is nothing to do.
set -eu
user=${MOLT_OPS_USER:-molt}
sockets=${MOLT_OPS_HOME:?}/run
command -v tmux >/dev/null || exit 0
install -d -o "$user" -m 0700 "$MOLT_OPS_HOME" "$sockets"
if runuser -u "$user" -- tmux -S "$sockets/tmux.sock" show-options -s exit-empty >/dev/null 2>&1; then exit 0; fi
systemctl reset-failed molt-ops-tmux.scope 2>/dev/null || true
# A scope lives as long as a process in it: the server goes on when this command ends.
systemd-run --quiet --scope --unit=molt-ops-tmux --property=OOMPolicy=continue -- \
  runuser -u "$user" -- tmux -S "$sockets/tmux.sock" start-server \; set-option -s exit-empty off
