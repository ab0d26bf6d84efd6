#!/usr/bin/env bash
# eks/refresh-secret.sh <namespace> <ExternalSecret>…: External Secrets reads the store now. Ends when each Secret holds what is stored; after
# 30 s without that it ends with 1 and says why. A Secret that could not be filled keeps what it had.
set -euo pipefail
namespace="$1"
shift
synced() { kubectl get externalsecret "$1" -n "$namespace" -o jsonpath='{.status.syncedResourceVersion}'; }
for name in "$@"; do
  # The condition Ready says nothing here: it is still that of the reading before.
  before="$(synced "$name")"
  kubectl annotate externalsecret "$name" -n "$namespace" force-sync="$(date +%s%N)" --overwrite > /dev/null
  end=$((SECONDS + 30))
  until [ "$(synced "$name")" != "$before" ]; do
    if [ "$SECONDS" -ge "$end" ]; then
      echo "$namespace/$name was not filled. Last warning:" >&2
      kubectl get events -n "$namespace" --field-selector "involvedObject.name=$name,type=Warning" --sort-by=.lastTimestamp -o jsonpath='{.items[-1:].message}' >&2
      exit 1
    fi
    sleep 0.5
  done
  echo "$namespace/$name holds what is stored."
done
