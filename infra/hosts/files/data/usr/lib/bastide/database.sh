# AC-6: what steps share that ask the database: as its own user, and without a session of PAM, so that a unit that can do little can run them.
# shellcheck shell=bash
query() { (cd / && setpriv --reuid postgres --regid postgres --init-groups psql -XAtq -F ' ' -v ON_ERROR_STOP=1 -d "${database:-postgres}"); }
# Ends the step unless the database of this node takes writes. One at a time: the host's converging runs these steps, and so does a timer.
only_where_written() {
  exec {lock}< "$0"
  flock "$lock"
  [ "$(query <<< 'SELECT pg_is_in_recovery()' 2> /dev/null)" = f ] || exit 0
}
