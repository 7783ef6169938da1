/** The tmux server's whole configuration; the user's own is never read. */

export const tmuxConfig = `# Written by molt-ops at every start.
# Without this the server can end between two jobs, and a new session with it.
set -s exit-empty off
# The log is the memory; a long history would cost 1 KB a line and pane.
set -g history-limit 500
# A phone that attaches must not shrink the window for good. Set on each window: as a global option it crashes tmux 3.3a at the next session.
set-hook -g after-new-session 'set-option -w window-size manual'
set -g default-size 200x50
set -g remain-on-exit off
set -g destroy-unattached off
# Nothing of the environment of whoever attaches reaches a job.
set -g update-environment ''
set -gq allow-rename off
set -gq allow-passthrough off
set -s set-clipboard off
set -s escape-time 10
set -g set-titles off
set -g visual-bell off
set -g bell-action none
set -g monitor-activity off
# Drawn when something changes, never by the clock.
set -g status-interval 0
set -g status-left '#S '
set -g status-left-length 20
set -g status-right ''
set -g window-status-current-format ''
set -g window-status-format ''
`;
