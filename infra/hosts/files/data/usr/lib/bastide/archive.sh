# BC-1: what `pgbackrest-get` and `pgbackrest-push` share: the archive of a class, in several buckets that have the same.
# shellcheck shell=bash
config=/var/lib/bastide-database/pgbackrest.conf
pgbackrest=(pgbackrest "--config=$config" "--stanza=$1")
mapfile -t repositories < <(sed -n 's/^repo\([0-9]*\)-type=.*/\1/p' "$config")
# `fetch FILE PLACE`: the first bucket that answers knows. 0: it is there, 1: the archive has none, else: no bucket answers. Nobody is waited for long:
# asking all at once takes minutes where one is away.
fetch() {
  local repository code=1
  for repository in "${repositories[@]}"; do
    code=0
    timeout --kill-after=1 4 "${pgbackrest[@]}" "--repo=$repository" archive-get "$@" || code=$?
    case $code in 0 | 1) break ;; esac
  done
  return "$code"
}
