#!/usr/bin/env bash
# eks/refresh-secret.sh <namespace> <ExternalSecret>…: External Secrets reads the store now. Ends with 0 when each Secret holds what is stored,
# and with 1 and the cause when one could not be filled: it keeps what it had, and the operator goes on trying.
set -euo pipefail
namespace="$1"
shift
# The condition Ready says nothing here: until the store was read it is still that of the reading before.
synced() { kubectl get externalsecret "$1" -n "$namespace" -o jsonpath='{.status.syncedResourceVersion}'; }
warning() {
  kubectl get events -n "$namespace" --field-selector "involvedObject.name=$1,type=Warning" --sort-by=.lastTimestamp \
    -o jsonpath='{range .items[*]}{.count} times until {.lastTimestamp}: {.message}{"\n"}{end}' | tail -n 1
}
for name in "$@"; do
  before="$(synced "$name")"
  warned="$(warning "$name")"
  kubectl annotate externalsecret "$name" -n "$namespace" force-sync="$(date +%s%N)" --overwrite > /dev/null
  end=$((SECONDS + 60))
  until [ "$(synced "$name")" != "$before" ]; do
    now="$(warning "$name")"
    if [ "$now" != "$warned" ] || [ "$SECONDS" -ge "$end" ]; then
      echo "$namespace/$name was not filled: ${now:-the operator does not answer; kubectl logs -n external-secrets deploy/external-secrets}" >&2
      exit 1
    fi
    sleep 0.5
  done
  echo "$namespace/$name holds what is stored."
done
