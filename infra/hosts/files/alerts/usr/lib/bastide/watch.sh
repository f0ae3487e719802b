# VI-3: the part of step 84 that only a gateway has: it watches, and alerts go to a person.
# shellcheck shell=bash
token=()
if grep -q alerts-token /etc/bastide/alertmanager.yml; then
  token=("$secrets/alerts-token")
  need alerts-token
fi
promtool check config --syntax-only /etc/bastide/prometheus.yml > /dev/null
watches bastide-metrics.service /etc/bastide/prometheus.yml /etc/bastide/alert-rules.yml /etc/bastide/alert-limits.yml "${certificates[@]}"
watches bastide-alerts.service /etc/bastide/alertmanager.yml "${token[@]}"
