# AC-6, CM-9: what steps share that hand secrets to services.
# shellcheck shell=bash
# hand FOLDER GROUP NAME…: gives a group of the system its own copies, on the encrypted disk: systemd's credentials would change only with a
# restart of the service, and a database is not restarted for a certificate. Says which have changed; exit 1 where none has.
hand() {
  local folder=$1 group=$2 name changed=1
  shift 2
  install -d -o root -g "$group" -m 0750 "$folder"
  for name in "$@"; do
    cmp -s "$secrets/$name" "$folder/$name" && continue
    install -o root -g "$group" -m 0640 "$secrets/$name" "$folder/$name.new"
    mv "$folder/$name.new" "$folder/$name"
    echo "the $group service has the $name of now"
    changed=0
  done
  return "$changed"
}
