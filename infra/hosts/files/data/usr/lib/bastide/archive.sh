# BC-1: what `pgbackrest-get` and `pgbackrest-push` share: the archive of a class, in several buckets that have the same.
# shellcheck shell=bash
config=/var/lib/bastide-database/pgbackrest.conf
stanza="--stanza=$1"
pgbackrest=(pgbackrest "--config=$config" "$stanza")
mapfile -t repositories < <(sed -n 's/^repo\([0-9]*\)-type=.*/\1/p' "$config")
# Whether a file is wanted still; `pgbackrest-get` says when not.
declare -F wanted > /dev/null || wanted() { true; }
# `fetch FILE PLACE`: the first bucket that answers knows. 0: it is there, 1: the archive has none, else: no bucket answers. Nobody is waited for long:
# asking all at once takes minutes where one is away.
fetch() {
  local repository code=1
  for repository in "${repositories[@]}"; do
    wanted "$1" || return 1
    code=0
    timeout --kill-after=1 4 "${pgbackrest[@]}" "--repo=$repository" archive-get "$@" || code=$?
    case $code in 0 | 1) break ;; esac
  done
  return "$code"
}
# `push FILE [OPTION…]`: into each bucket by itself and all at once, so that one that is away keeps the log out of no other. Done where all have it.
push() {
  local repository asked=() code=0
  for repository in "${repositories[@]}"; do
    into "$repository" "$@" &
    asked+=($!)
  done
  for repository in "${asked[@]}"; do wait "$repository" || code=$?; done
  return "$code"
}
# `into BUCKET FILE [OPTION…]`. PostgreSQL asks for one file until all buckets have it: what is ready after it goes along, unless an option is given.
into() {
  local file=$2 alone newest
  alone=(pgbackrest "--config=${config%.conf}-$1.conf" "$stanza" --io-timeout=20 --archive-timeout=30)
  "${alone[@]}" "${@:3}" archive-push "$file" || return
  if [ "$#" -gt 2 ]; then return 0; fi
  newest=$(find "${file%/*}/archive_status" -name '*.ready' -printf '%f\n' | sed 's/[.]ready$//' | grep -Ex '[0-9A-F]{24}' | LC_ALL=C sort | tail -n 1) || return 0
  if [[ $newest > ${file##*/} ]]; then "${alone[@]}" archive-push "${file%/*}/$newest"; fi
}
