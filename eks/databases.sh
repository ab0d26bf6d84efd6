#!/usr/bin/env bash
# eks/databases.sh <namespace> [service…]: a role and a database for each service, with the password of its secret; again changes nothing but
# passwords that were rotated. Without services it lists the databases. Runs inside the VPC; needs aws, jq and psql 14 or newer.
set -euo pipefail
namespace="$1"
shift
secret() { aws secretsmanager get-secret-value --secret-id "$1" --query SecretString --output text; }
instance="$(aws rds describe-db-instances --db-instance-identifier "$namespace" --query 'DBInstances[0].[Endpoint.Address,MasterUserSecret.SecretArn]' --output text)"
read -r PGHOST master <<< "$instance"
administrator="$(secret "$master")"
PGUSER="$(jq -r .username <<< "$administrator")"
PGPASSWORD="$(jq -r .password <<< "$administrator")"
export PGHOST PGUSER PGPASSWORD PGDATABASE=postgres PGSSLMODE="${PGSSLMODE:-verify-full}" PGSSLROOTCERT="${PGSSLROOTCERT:-system}"
if [ $# -eq 0 ]; then psql -c '\list'; fi
folder="$(dirname "$0")"
for service in "$@"; do
  # By the environment, not by an argument: other users of the machine see arguments.
  PASSWORD="$(secret "$namespace/$service-postgres" | jq -r .password)" psql --quiet --set ON_ERROR_STOP=1 --set name="$service" --file "$folder/database.sql"
done
