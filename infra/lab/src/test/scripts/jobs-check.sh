#!/bin/sh
# Checks the lab's batch jobs with the AWS CLI and boto3, which take the lab for their HTTP proxy:
# they put the account into the host name, and so need no name resolution.
#
#   jobs-check.sh             starts a lab of its own from target/ (after mvn test-compile)
#   jobs-check.sh --running   uses the lab that the AWS_* environment variables name
#
# Where Stocktake is built (mvn package), it must read the reports of the jobs made here.
# Exits 0 if all is well, 1 on the first difference, 77 if the AWS CLI is missing.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
module=$(cd "$here/../../.." && pwd)
work=$(mktemp -d)
lab=
account=111122223333

finish() {
  if [ -n "$lab" ]; then kill "$lab" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap finish EXIT

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

same() {
  [ "$1" = "$2" ] || fail "expected '$2', got '$1'"
}

control() {
  call=$1
  shift
  HTTP_PROXY=$AWS_ENDPOINT_URL http_proxy=$AWS_ENDPOINT_URL aws s3control "$call" \
    --account-id "$account" --endpoint-url http://s3-control.test --output text "$@"
}

refused() {
  code=$1
  shift
  if control "$@" >"$work/out" 2>&1; then fail "not refused with $code: $*"; fi
  grep -q "$code" "$work/out" || fail "refused, but not with $code: $* ($(cat "$work/out"))"
}

status() {
  control describe-job --job-id "$1" --query Job.Status
}

await() {
  tries=0
  until [ "$(status "$1")" = "$2" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || fail "job $1 does not become $2"
    sleep 0.2
  done
}

if ! command -v aws >/dev/null 2>&1; then
  echo "SKIPPED: the AWS CLI is not installed"
  exit 77
fi

if [ "${1:-}" != "--running" ]; then
  java -cp "$module/target/classes:$module/target/test-classes" \
    io.stocktake.lab.LabProcess "$work/data" >"$work/address" &
  lab=$!
  tries=0
  while [ ! -s "$work/address" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || fail "the lab does not start"
    sleep 0.1
  done
  read -r AWS_ENDPOINT_URL AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY <"$work/address"
  AWS_DEFAULT_REGION=us-east-1
  AWS_EC2_METADATA_DISABLED=true
  export AWS_ENDPOINT_URL AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_DEFAULT_REGION
  export AWS_EC2_METADATA_DISABLED
  # A profile of the machine must not get between the CLI and the lab.
  AWS_CONFIG_FILE=$work/config
  AWS_SHARED_CREDENTIALS_FILE=$work/credentials
  export AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE
fi

bucket=jobs-check-$$
aws s3 mb "s3://$bucket" >/dev/null
for key in a "b c" d+e; do echo "$key" | aws s3 cp --only-show-errors - "s3://$bucket/$key"; done
printf '%s,a\n%s,b%%20c\n%s,d%%2Be\n%s,absent\n' "$bucket" "$bucket" "$bucket" "$bucket" \
  >"$work/manifest.csv"
etag=$(aws s3api put-object --bucket "$bucket" --key manifest.csv --body "$work/manifest.csv" \
  --query ETag --output text | tr -d '"')

create() {
  control create-job --priority 10 --role-arn "arn:aws:iam::$account:role/batch" \
    --client-request-token "$1" --operation "$2" --description "$1" --manifest "{\"Spec\": {
      \"Format\": \"S3BatchOperations_CSV_20180820\", \"Fields\": [\"Bucket\", \"Key\"]},
      \"Location\": {\"ObjectArn\": \"arn:aws:s3:::$bucket/manifest.csv\", \"ETag\": \"$etag\"}}" \
    --report "Bucket=arn:aws:s3:::$bucket,Format=Report_CSV_20180820,Enabled=true,Prefix=reports,ReportScope=AllTasks" \
    "$3" --query JobId
}

echo "aws s3control: tagging, with confirmation"
tagging='{"S3PutObjectTagging": {"TagSet": [{"Key": "purge", "Value": "yes"}]}}'
job=$(create tagging "$tagging" --confirmation-required)
await "$job" Suspended
same "$(create tagging "$tagging" --confirmation-required)" "$job"
refused IdempotencyException create-job --priority 10 --no-confirmation-required \
  --role-arn "arn:aws:iam::$account:role/other" --client-request-token tagging \
  --operation "$tagging" --report Enabled=false --manifest "{\"Spec\": {
    \"Format\": \"S3InventoryReport_CSV_20161130\"}, \"Location\": {
    \"ObjectArn\": \"arn:aws:s3:::$bucket/manifest.csv\", \"ETag\": \"$etag\"}}"
same "$(control update-job-priority --job-id "$job" --priority 7 --query Priority)" 7
same "$(control list-jobs --job-statuses Suspended Active --query 'Jobs[].[JobId,Priority]')" \
  "$job	7"
control update-job-status --job-id "$job" --requested-job-status Ready >/dev/null
await "$job" Complete
same "$(control describe-job --job-id "$job" --query 'Job.ProgressSummary.[TotalNumberOfTasks,
  NumberOfTasksSucceeded,NumberOfTasksFailed]')" "4	3	1"
same "$(aws s3api get-object-tagging --bucket "$bucket" --key "b c" \
  --query 'TagSet[0].Value' --output text)" yes
refused JobStatusException update-job-status --job-id "$job" --requested-job-status Cancelled
refused NoSuchJob describe-job --job-id 0f65a1b7-9b4c-4124-a1ad-06ea77d7224f

echo "aws s3control: report"
aws s3 cp --only-show-errors --recursive "s3://$bucket/reports/job-$job" "$work/report"
same "$(cat "$work/report/manifest.json.md5")" "$(md5sum <"$work/report/manifest.json" | cut -c1-32)"
same "$(cat "$work"/report/results/*.csv | tr -d '\r' | sort | cut -d, -f2-6)" \
  "a,,succeeded,200,
absent,,failed,404,NoSuchKey
b%20c,,succeeded,200,
d%2Be,,succeeded,200,"

if [ -d "$module/../cli/target/lib" ]; then
  echo "stocktake: report of a job of the AWS CLI"
  STOCKTAKE=$module/../cli/bin/stocktake
  export STOCKTAKE
  code=0
  "$STOCKTAKE" jobs report "s3://$bucket/reports/job-$job/manifest.json" --rows >"$work/read" \
    || code=$?
  same "$code" 3
  same "$(sed 's/  */ /g;s/^ //' "$work/read" | cut -d' ' -f1-4 | LC_ALL=C sort)" \
    "1 failed: drifted NoSuchKey
3 succeeded
Report s3://$bucket/reports/job-$job/manifest.json
drifted absent NoSuchKey The
succeeded a 200 success
succeeded b c 200
succeeded d+e 200 success"
  "$STOCKTAKE" jobs report "$job" --account "$account" --json >"$work/read" || code=$?
  same "$code" 3
  grep -q '"succeeded":3,"failed":1,"neverBegun":0' "$work/read" || fail "$(cat "$work/read")"
else
  echo "SKIPPED: Stocktake is not built"
fi

echo "aws s3control: copy and cancel"
job=$(create copy "{\"S3PutObjectCopy\": {\"TargetResource\": \"arn:aws:s3:::$bucket\",
  \"TargetKeyPrefix\": \"copy\"}}" --no-confirmation-required)
await "$job" Complete
same "$(aws s3 cp "s3://$bucket/copy/d+e" -)" d+e
job=$(create cancelled "$tagging" --confirmation-required)
await "$job" Suspended
control update-job-status --job-id "$job" --requested-job-status Cancelled \
  --status-update-reason "changed my mind" >/dev/null
await "$job" Cancelled
same "$(control list-jobs --job-statuses Cancelled --query 'Jobs[].JobId')" "$job"

echo "aws s3control: tags of jobs"
control put-job-tagging --job-id "$job" --tags Key=team,Value=media
same "$(control get-job-tagging --job-id "$job" --query 'Tags[].Value')" media
control delete-job-tagging --job-id "$job"
same "$(control get-job-tagging --job-id "$job" --query 'length(Tags)')" 0

if command -v python3 >/dev/null 2>&1; then
  echo "boto3"
  status=0
  python3 "$here/jobs_check.py" || status=$?
  [ "$status" -eq 0 ] || [ "$status" -eq 77 ] || exit "$status"
else
  echo "SKIPPED: python3 is not installed"
fi
echo "all ok"
