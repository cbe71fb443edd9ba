#!/bin/sh
# Checks the lab with clients that share nothing with it, those of them that are installed: the AWS
# CLI and boto3, over S3 and S3 Control. Needs what `mvn package` builds.
# Exits 0 if none found a difference, 1 on the first; says which were not installed.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
for check in cli-check.sh jobs-check.sh; do
  echo "== $check"
  status=0
  sh "$here/$check" || status=$?
  [ "$status" -eq 0 ] || [ "$status" -eq 77 ] || exit "$status"
done
