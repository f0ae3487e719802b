# CM-9: what the steps share. A step writes one line for each change, and nothing where there is nothing to do.
# shellcheck shell=bash
set -euo pipefail
# shellcheck source=/dev/null
. /etc/bastide/host.env
secrets=/etc/bastide/secrets
# Ends the step unless every named secret is there: it is tried again.
need() {
  local name
  for name in "$@"; do
    if [ ! -s "$secrets/$name" ]; then
      echo "waits for its secrets: $name"
      exit 1
    fi
  done
}
# Whether a file has other content than the standard input; then it gets it.
put() {
  local new
  new=$(cat; echo .)
  if [ "$(cat "$1" 2> /dev/null; echo .)" = "$new" ]; then return 1; fi
  printf '%s' "${new%.}" > "$1"
}
# Sets `KEY VALUE` in a file such as login.defs.
set_in() {
  if grep -Eq "^$2[[:space:]]+$3\$" "$1"; then return; fi
  sed -i -E "/^#?[[:space:]]*$2[[:space:]]/d" "$1"
  printf '%s\t%s\n' "$2" "$3" >> "$1"
  echo "$1: $2 is $3"
}
# `states ASKED UNIT…`: a line `UNIT WORD` for each, of `is-enabled` or `is-failed`.
states() { paste -d ' ' <(printf '%s\n' "${@:2}") <(systemctl "$1" "${@:2}" 2> /dev/null || true); }
# systemd reads all units anew at each change of what is enabled, and warns at every start where it is told not to. Links are made without a word to it,
# and the run that made some tells it once, at its end.
at_boot() {
  local said
  said=$(systemctl --root=/ enable "$@" 2>&1) || { echo "$said"; return 1; }
  if [[ $said = *"Created symlink"* ]]; then touch /run/bastide/links; fi
}
# Enables and starts units that are not.
on() {
  local off
  mapfile -t off < <(states is-enabled "$@" | sed -nE 's/ (enabled|enabled-runtime|static|alias|indirect|generated)$//; t; s/ .*//p')
  if [ ${#off[@]} -gt 0 ]; then
    at_boot "${off[@]}"
    printf '%s is enabled\n' "${off[@]}"
  fi
  systemctl start "$@"
}
# `runs UNIT WHAT FILE…`: restarts a unit when one of the files that it reads is another one than when it started, and says what that means.
runs() {
  local unit=$1 seen="/run/bastide/seen-$1" now
  now=$(sha256sum "/etc/systemd/system/$unit" "${@:3}")
  at_boot "$unit"
  if [ "$(cat "$seen" 2> /dev/null)" = "$now" ] && systemctl -q is-active "$unit"; then return; fi
  systemctl restart "$unit"
  printf '%s\n' "$now" > "$seen"
  echo "$2"
}
