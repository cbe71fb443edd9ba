#!/bin/sh
# Checks the lab with the AWS CLI and boto3, clients that share nothing with it.
#
#   cli-check.sh             starts a lab of its own from target/ (after mvn test-compile)
#   cli-check.sh --running   uses the lab that the AWS_* environment variables name
#
# Exits 0 if all is well, 1 on the first difference, 77 if the AWS CLI is missing.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
module=$(cd "$here/../../.." && pwd)
work=$(mktemp -d)
lab=

finish() {
  if [ -n "$lab" ]; then kill "$lab" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap finish EXIT

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

refused() {
  code=$1
  shift
  if "$@" >"$work/out" 2>&1; then fail "not refused with $code: $*"; fi
  grep -q "$code" "$work/out" || fail "refused, but not with $code: $* ($(cat "$work/out"))"
}

same() {
  [ "$1" = "$2" ] || fail "expected '$2', got '$1'"
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

bucket=cli-check-$$
tree=$work/tree
mkdir -p "$tree/sub dir"
echo one >"$tree/a.txt"
echo two >"$tree/sub dir/b+c%20ü.txt"
: >"$tree/empty"
head -c 20971520 /dev/zero >"$tree/large"

echo "aws s3"
aws s3 mb "s3://$bucket" >/dev/null
aws s3 cp --only-show-errors "$tree/a.txt" "s3://$bucket/a.txt"
same "$(aws s3 cp "s3://$bucket/a.txt" -)" one
echo streamed | aws s3 cp - "s3://$bucket/streamed"
same "$(aws s3 cp "s3://$bucket/streamed" -)" streamed
aws s3 sync --only-show-errors "$tree" "s3://$bucket/tree"
same "$(aws s3 sync "$tree" "s3://$bucket/tree")" ""
same "$(aws s3 ls --recursive "s3://$bucket/tree/" | wc -l | tr -d ' ')" 4
aws s3 ls "s3://$bucket/tree/" | grep "PRE sub dir/" >/dev/null || fail "no common prefix"
aws s3 sync --only-show-errors "s3://$bucket/tree" "$work/back"
diff -r "$tree" "$work/back" || fail "the tree came back different"
aws s3 cp --only-show-errors --recursive "s3://$bucket/tree" "s3://$bucket/copy"
aws s3 mv --only-show-errors "s3://$bucket/copy/a.txt" "s3://$bucket/moved.txt"
refused NoSuchBucket aws s3 ls "s3://$bucket-absent"
refused 404 aws s3api head-object --bucket "$bucket" --key copy/a.txt
rm "$tree/empty"
aws s3 sync --only-show-errors --delete "$tree" "s3://$bucket/tree"
refused 404 aws s3api head-object --bucket "$bucket" --key tree/empty
aws s3 rm --only-show-errors --recursive "s3://$bucket/copy"
same "$(aws s3 ls --recursive "s3://$bucket/copy" || true)" ""

echo "aws s3api: checksums"
for algorithm in CRC32 SHA1 SHA256; do
  aws s3api put-object --bucket "$bucket" --key "$algorithm" --body "$tree/a.txt" \
    --checksum-algorithm "$algorithm" >/dev/null
  same "$(aws s3api head-object --bucket "$bucket" --key "$algorithm" --checksum-mode ENABLED \
    --query ChecksumType --output text)" FULL_OBJECT
done
printf hello >"$work/hello"
aws s3api put-object --bucket "$bucket" --key crc64 --body "$work/hello" \
  --checksum-crc64-nvme M3eFcAZSQlc= >/dev/null
refused BadDigest aws s3api put-object --bucket "$bucket" --key crc64 --body "$tree/a.txt" \
  --checksum-crc64-nvme M3eFcAZSQlc=

echo "aws s3api: conditional writes"
refused PreconditionFailed aws s3api put-object --bucket "$bucket" --key crc64 --if-none-match '*'
etag=$(aws s3api head-object --bucket "$bucket" --key crc64 --query ETag --output text)
same "$etag" '"5d41402abc4b2a76b9719d911017c592"'
aws s3api put-object --bucket "$bucket" --key crc64 --if-match "$etag" >/dev/null
refused PreconditionFailed aws s3api put-object --bucket "$bucket" --key crc64 --if-match "$etag"
refused PreconditionFailed aws s3api delete-object --bucket "$bucket" --key crc64 --if-match "$etag"

echo "aws s3api: tags"
aws s3api put-object-tagging --bucket "$bucket" --key a.txt \
  --tagging 'TagSet=[{Key=purge,Value=yes}]'
same "$(aws s3api get-object-tagging --bucket "$bucket" --key a.txt \
  --query 'TagSet[0].Value' --output text)" yes
aws s3api delete-object-tagging --bucket "$bucket" --key a.txt

echo "aws s3api: multipart"
upload=$(aws s3api create-multipart-upload --bucket "$bucket" --key mpu \
  --checksum-algorithm SHA256 --query UploadId --output text)
aws s3api upload-part --bucket "$bucket" --key mpu --upload-id="$upload" --part-number 1 \
  --body "$work/hello" --checksum-algorithm SHA256 >"$work/part"
aws s3api list-parts --bucket "$bucket" --key mpu --upload-id="$upload" --output json \
  --query '{Parts: Parts[].{PartNumber: PartNumber, ETag: ETag, ChecksumSHA256: ChecksumSHA256}}' \
  >"$work/parts"
same "$(aws s3api complete-multipart-upload --bucket "$bucket" --key mpu --upload-id="$upload" \
  --multipart-upload "file://$work/parts" --if-none-match '*' --query ETag --output text |
  tail -c 4)" '-1"'
refused NoSuchUpload aws s3api abort-multipart-upload --bucket "$bucket" --key mpu \
  --upload-id="$upload"

echo "aws s3api: versions"
aws s3api put-bucket-versioning --bucket "$bucket" --versioning-configuration Status=Enabled
version=$(aws s3api put-object --bucket "$bucket" --key v --body "$work/hello" \
  --query VersionId --output text)
aws s3 rm --only-show-errors "s3://$bucket/v"
refused 404 aws s3api head-object --bucket "$bucket" --key v
aws s3api get-object --bucket "$bucket" --key v --version-id "$version" "$work/got" >/dev/null
cmp "$work/hello" "$work/got" || fail "a version came back different"
same "$(aws s3api list-object-versions --bucket "$bucket" --prefix v \
  --query '[length(Versions), length(DeleteMarkers)]' --output text)" "1	1"

if command -v python3 >/dev/null 2>&1; then
  echo "boto3"
  status=0
  python3 "$here/boto3_check.py" || status=$?
  [ "$status" -eq 0 ] || [ "$status" -eq 77 ] || exit "$status"
else
  echo "SKIPPED: python3 is not installed"
fi
echo "all ok"
