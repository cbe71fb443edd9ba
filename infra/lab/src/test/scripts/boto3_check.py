"""Checks the lab with boto3, an S3 client that shares nothing with it.

Takes the endpoint and the keys from the usual AWS_* environment variables.
Exits 0 if all is well, 1 on the first difference, 77 if boto3 is missing.
"""

import base64
import hashlib
import io
import json
import sys
import threading
import urllib.error
import urllib.request
import uuid

try:
    import boto3
    from boto3.s3.transfer import TransferConfig
    from botocore.config import Config
    from botocore.exceptions import ClientError
except ImportError:
    print("SKIPPED: boto3 is not installed")
    sys.exit(77)

s3 = boto3.client("s3", config=Config(retries={"max_attempts": 1}))
MIB = 1 << 20


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, (code, error.response["Error"])
        return error.response
    raise AssertionError(f"not refused with {code}")


def bucket():
    name = "check-" + uuid.uuid4().hex
    s3.create_bucket(Bucket=name)
    return name


def buckets():
    name = bucket()
    refused("BucketAlreadyOwnedByYou", s3.create_bucket, Bucket=name)
    s3.head_bucket(Bucket=name)
    assert not s3.get_bucket_location(Bucket=name)["LocationConstraint"]
    assert name in [b["Name"] for b in s3.list_buckets()["Buckets"]]
    s3.put_object(Bucket=name, Key="k", Body=b"x")
    refused("BucketNotEmpty", s3.delete_bucket, Bucket=name)
    s3.delete_object(Bucket=name, Key="k")
    s3.delete_bucket(Bucket=name)
    refused("NoSuchBucket", s3.list_objects_v2, Bucket=name)
    refused("404", s3.head_bucket, Bucket=name)
    refused("NotImplemented", s3.get_bucket_policy, Bucket=bucket())


ODD_KEYS = [
    "plain", "with space", "plus+plus", "per%cent", "%2F", "que?ry", "ha#sh", "am&p", "käse", "😀/😀",
    "back\\slash", 'quo"te', "a<b>c", "tab\there", "ctl\x01", "/lead", "a//b", "a/../b", "a/./b",
    "dir", "dir/x", "dir/", "semi;colon=:@$,", "l" * 300, "long/" + "m" * 1000, "trailing.", "~tilde'()*!",
    "new\nline", "cr\rhere", "\uff5e", "\U0001f600",
]


def odd_keys():
    name = bucket()
    for key in ODD_KEYS:
        s3.put_object(Bucket=name, Key=key, Body=key.encode())
    for key in ODD_KEYS:
        got = s3.get_object(Bucket=name, Key=key)["Body"].read()
        assert got == key.encode(), key
        s3.head_object(Bucket=name, Key=key)
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket=name, PaginationConfig={"PageSize": 3})
    listed = [o["Key"] for page in pages for o in page.get("Contents", [])]
    assert listed == sorted(ODD_KEYS, key=str.encode), listed
    first = s3.get_paginator("list_objects").paginate(Bucket=name, PaginationConfig={"PageSize": 4})
    assert [o["Key"] for page in first for o in page.get("Contents", [])] == listed
    for key in ODD_KEYS:
        s3.copy_object(Bucket=name, Key="copy of " + key[:900], CopySource={"Bucket": name, "Key": key})
        s3.delete_object(Bucket=name, Key=key)
    assert all(o["Key"].startswith("copy of ") for o in s3.list_objects_v2(Bucket=name)["Contents"])


def listing():
    name = bucket()
    keys = [f"{a}/{b}/{c}" for a in "abc" for b in "xy" for c in range(3)] + ["top"]
    for key in keys:
        s3.put_object(Bucket=name, Key=key, Body=b"")
    for size in (1, 2, 1000):
        found = {"keys": [], "prefixes": []}
        for page in s3.get_paginator("list_objects_v2").paginate(
                Bucket=name, Delimiter="/", PaginationConfig={"PageSize": size}):
            found["keys"] += [o["Key"] for o in page.get("Contents", [])]
            found["prefixes"] += [p["Prefix"] for p in page.get("CommonPrefixes", [])]
        assert found == {"keys": ["top"], "prefixes": ["a/", "b/", "c/"]}, found
    page = s3.list_objects_v2(Bucket=name, Prefix="a/", Delimiter="/", StartAfter="a/x/2")
    assert [p["Prefix"] for p in page["CommonPrefixes"]] == ["a/y/"]
    page = s3.list_objects_v2(Bucket=name, StartAfter="c/y/1", FetchOwner=True)
    assert [o["Key"] for o in page["Contents"]] == ["c/y/2", "top"]
    assert s3.list_objects_v2(Bucket=name, MaxKeys=0)["KeyCount"] == 0


def bodies():
    name = bucket()
    answer = s3.put_object(Bucket=name, Key="h", Body=b"hello", ContentType="text/plain",
                           CacheControl="max-age=5", Metadata={"Colour": "blue"})
    assert answer["ETag"] == '"5d41402abc4b2a76b9719d911017c592"'
    assert answer["ChecksumCRC32"] == "NhCmhg=="
    head = s3.head_object(Bucket=name, Key="h", ChecksumMode="ENABLED")
    assert head["ContentType"] == "text/plain" and head["CacheControl"] == "max-age=5"
    assert head["Metadata"] == {"colour": "blue"} and head["ServerSideEncryption"] == "AES256"
    assert head["ChecksumCRC32"] == "NhCmhg==" and head["ChecksumType"] == "FULL_OBJECT"
    part = s3.get_object(Bucket=name, Key="h", Range="bytes=1-3")
    assert part["Body"].read() == b"ell" and part["ContentRange"] == "bytes 1-3/5"
    assert s3.get_object(Bucket=name, Key="h", Range="bytes=-2")["Body"].read() == b"lo"
    refused("InvalidRange", s3.get_object, Bucket=name, Key="h", Range="bytes=5-")
    refused("NoSuchKey", s3.get_object, Bucket=name, Key="none")
    refused("304", s3.get_object, Bucket=name, Key="h", IfNoneMatch=answer["ETag"])
    refused("PreconditionFailed", s3.get_object, Bucket=name, Key="h", IfMatch='"x"')
    s3.put_object(Bucket=name, Key="e", Body=b"")
    assert s3.get_object(Bucket=name, Key="e")["Body"].read() == b""
    refused("KeyTooLongError", s3.put_object, Bucket=name, Key="k" * 1025, Body=b"")
    refused("MetadataTooLarge", s3.put_object, Bucket=name, Key="m", Metadata={"m": "v" * 2048})
    kms = s3.put_object(Bucket=name, Key="kms", Body=b"hello", ServerSideEncryption="aws:kms")
    assert len(kms["ETag"]) == 34 and kms["ETag"] != answer["ETag"]


def checksums():
    name = bucket()
    values = {"CRC32": "NhCmhg==", "CRC32C": "mnG7TA==", "CRC64NVME": "M3eFcAZSQlc=",
              "SHA1": "qvTGHdzF6KLavt4PO0gs2a6pQ00=",
              "SHA256": "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="}
    for algorithm, value in values.items():
        field = "Checksum" + algorithm
        answer = s3.put_object(Bucket=name, Key=algorithm, Body=b"hello", **{field: value})
        assert answer[field] == value
        head = s3.head_object(Bucket=name, Key=algorithm, ChecksumMode="ENABLED")
        assert head[field] == value
        attributes = s3.get_object_attributes(
            Bucket=name, Key=algorithm, ObjectAttributes=["ETag", "Checksum", "ObjectSize", "StorageClass"])
        assert attributes["Checksum"][field] == value and attributes["ObjectSize"] == 5
        refused("BadDigest", s3.put_object, Bucket=name, Key="bad", Body=b"hullo", **{field: value})
    md5 = base64.b64encode(hashlib.md5(b"hello").digest()).decode()
    s3.put_object(Bucket=name, Key="md5", Body=b"hello", ContentMD5=md5)
    refused("BadDigest", s3.put_object, Bucket=name, Key="bad", Body=b"hullo", ContentMD5=md5)
    refused("InvalidDigest", s3.put_object, Bucket=name, Key="bad", Body=b"hullo", ContentMD5="abc")
    required = boto3.client("s3", config=Config(request_checksum_calculation="when_required"))
    required.put_object(Bucket=name, Key="none", Body=b"hello")
    head = s3.head_object(Bucket=name, Key="none", ChecksumMode="ENABLED")
    assert head["ChecksumCRC64NVME"] == "M3eFcAZSQlc="
    refused("404", s3.head_object, Bucket=name, Key="bad")


def conditions():
    name = bucket()
    etag = s3.put_object(Bucket=name, Key="k", Body=b"1", IfNoneMatch="*")["ETag"]
    refused("PreconditionFailed", s3.put_object, Bucket=name, Key="k", Body=b"2", IfNoneMatch="*")
    new = s3.put_object(Bucket=name, Key="k", Body=b"2", IfMatch=etag)["ETag"]
    refused("PreconditionFailed", s3.put_object, Bucket=name, Key="k", Body=b"3", IfMatch=etag)
    refused("NoSuchKey", s3.put_object, Bucket=name, Key="none", Body=b"3", IfMatch=etag)
    refused("PreconditionFailed", s3.delete_object, Bucket=name, Key="k", IfMatch=etag)
    source = {"Bucket": name, "Key": "k"}
    refused("PreconditionFailed", s3.copy_object, Bucket=name, Key="c", CopySource=source, CopySourceIfMatch=etag)
    s3.copy_object(Bucket=name, Key="c", CopySource=source, CopySourceIfMatch=new, IfNoneMatch="*")
    refused("PreconditionFailed", s3.copy_object, Bucket=name, Key="c", CopySource=source, IfNoneMatch="*")
    answer = s3.delete_objects(Bucket=name, Delete={"Objects": [
        {"Key": "k", "ETag": etag}, {"Key": "c", "ETag": "*"}, {"Key": "absent", "ETag": "*"}]})
    assert [d["Key"] for d in answer["Deleted"]] == ["c"]
    assert {e["Key"]: e["Code"] for e in answer["Errors"]} == {"k": "PreconditionFailed", "absent": "NoSuchKey"}
    s3.delete_object(Bucket=name, Key="k", IfMatch=new)
    refused("NoSuchKey", s3.delete_object, Bucket=name, Key="k", IfMatch="*")
    outcomes = []

    def racer(n):
        try:
            s3.put_object(Bucket=name, Key="race", Body=str(n).encode() * 1000, IfNoneMatch="*")
            outcomes.append("won")
        except ClientError as error:
            outcomes.append(error.response["Error"]["Code"])

    threads = [threading.Thread(target=racer, args=(n,)) for n in range(8)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert sorted(outcomes) == ["PreconditionFailed"] * 7 + ["won"], outcomes


def multipart():
    name = bucket()
    parts = [b"a" * 5 * MIB, b"b" * MIB]

    def upload(key, **create):
        started = s3.create_multipart_upload(Bucket=name, Key=key, **create)
        done = []
        for number, body in enumerate(parts, 1):
            algorithm = {k: v for k, v in create.items() if k == "ChecksumAlgorithm"}
            answer = s3.upload_part(Bucket=name, Key=key, UploadId=started["UploadId"],
                                    PartNumber=number, Body=body, **algorithm)
            done.append({"PartNumber": number, **{
                k: v for k, v in answer.items() if k == "ETag" or k.startswith("Checksum")}})
        return started["UploadId"], done

    upload_id, done = upload("c", ChecksumAlgorithm="SHA256")
    assert len(s3.list_parts(Bucket=name, Key="c", UploadId=upload_id)["Parts"]) == 2
    assert [u["Key"] for u in s3.list_multipart_uploads(Bucket=name)["Uploads"]] == ["c"]
    refused("InvalidPartOrder", s3.complete_multipart_upload, Bucket=name, Key="c", UploadId=upload_id,
            MultipartUpload={"Parts": done[::-1]})
    refused("InvalidPart", s3.complete_multipart_upload, Bucket=name, Key="c", UploadId=upload_id,
            MultipartUpload={"Parts": [{**done[0], "ETag": done[1]["ETag"]}]})
    refused("InvalidRequest", s3.complete_multipart_upload, Bucket=name, Key="c", UploadId=upload_id,
            MultipartUpload={"Parts": done}, MpuObjectSize=7)
    answer = s3.complete_multipart_upload(Bucket=name, Key="c", UploadId=upload_id, IfNoneMatch="*",
                                          MultipartUpload={"Parts": done}, MpuObjectSize=6 * MIB)
    assert answer["ETag"] == '"88fc978485924ccd87ceb19c90195b35-2"'
    assert answer["ChecksumSHA256"] == "4b0o13OGbYmXv5QenBgYkQfFFWwZUxaxssJCW8WXE9w=-2"
    again = s3.complete_multipart_upload(Bucket=name, Key="c", UploadId=upload_id,
                                         MultipartUpload={"Parts": done})
    assert again["ETag"] == answer["ETag"]
    for kind, value in (("COMPOSITE", "+8WSsQ==-2"), ("FULL_OBJECT", "eYkE2A==")):
        upload_id, done = upload("crc", ChecksumAlgorithm="CRC32", ChecksumType=kind)
        answer = s3.complete_multipart_upload(Bucket=name, Key="crc", UploadId=upload_id,
                                              MultipartUpload={"Parts": done})
        assert answer["ChecksumCRC32"] == value and answer["ChecksumType"] == kind, answer
    second = s3.get_object(Bucket=name, Key="c", PartNumber=2)
    assert second["Body"].read() == parts[1] and second["PartsCount"] == 2
    head = s3.head_object(Bucket=name, Key="c", PartNumber=1)
    assert head["ContentLength"] == 5 * MIB and head["PartsCount"] == 2
    attributes = s3.get_object_attributes(Bucket=name, Key="c", ObjectAttributes=["ObjectParts"])
    assert [p["Size"] for p in attributes["ObjectParts"]["Parts"]] == [5 * MIB, MIB]
    assert attributes["ObjectParts"]["TotalPartsCount"] == 2
    upload_id, done = upload("lost", ChecksumAlgorithm="CRC32")
    refused("PreconditionFailed", s3.complete_multipart_upload, Bucket=name, Key="c",
            UploadId=upload("c", ChecksumAlgorithm="CRC32")[0], IfNoneMatch="*",
            MultipartUpload={"Parts": done})
    s3.abort_multipart_upload(Bucket=name, Key="lost", UploadId=upload_id)
    refused("NoSuchUpload", s3.list_parts, Bucket=name, Key="lost", UploadId=upload_id)
    started = s3.create_multipart_upload(Bucket=name, Key="pc", ChecksumAlgorithm="CRC32")["UploadId"]
    source = {"Bucket": name, "Key": "c"}
    done = []
    for number, span in enumerate(("bytes=0-5242879", "bytes=5242880-6291455"), 1):
        copied = s3.upload_part_copy(Bucket=name, Key="pc", UploadId=started, PartNumber=number,
                                     CopySource=source, CopySourceRange=span)["CopyPartResult"]
        done.append({"PartNumber": number, "ETag": copied["ETag"], "ChecksumCRC32": copied["ChecksumCRC32"]})
    answer = s3.complete_multipart_upload(Bucket=name, Key="pc", UploadId=started,
                                          MultipartUpload={"Parts": done})
    assert answer["ETag"] == '"88fc978485924ccd87ceb19c90195b35-2"'
    copy = s3.copy_object(Bucket=name, Key="copy", CopySource=source)["CopyObjectResult"]
    assert copy["ETag"] == '"%s"' % hashlib.md5(b"".join(parts)).hexdigest()
    s3.upload_fileobj(io.BytesIO(b"\0" * 20 * MIB), name, "transfer",
                      Config=TransferConfig(multipart_chunksize=8 * MIB))
    out = io.BytesIO()
    s3.download_fileobj(name, "transfer", out)
    assert out.getvalue() == b"\0" * 20 * MIB
    s3.copy(source, name, "managed", Config=TransferConfig(multipart_threshold=5 * MIB, multipart_chunksize=5 * MIB))
    assert s3.head_object(Bucket=name, Key="managed")["ETag"].endswith('-2"')


def tags():
    name = bucket()
    s3.put_object(Bucket=name, Key="k", Body=b"1", Tagging="a=b%20c&d=%2B")
    assert s3.get_object_tagging(Bucket=name, Key="k")["TagSet"] == [
        {"Key": "a", "Value": "b c"}, {"Key": "d", "Value": "+"}]
    assert s3.get_object(Bucket=name, Key="k")["TagCount"] == 2
    before = s3.head_object(Bucket=name, Key="k")
    s3.put_object_tagging(Bucket=name, Key="k", Tagging={"TagSet": [{"Key": "x", "Value": "y"}]})
    after = s3.head_object(Bucket=name, Key="k")
    assert before["ETag"] == after["ETag"] and before["LastModified"] == after["LastModified"]
    s3.copy_object(Bucket=name, Key="c", CopySource={"Bucket": name, "Key": "k"})
    assert s3.get_object_tagging(Bucket=name, Key="c")["TagSet"] == [{"Key": "x", "Value": "y"}]
    s3.copy_object(Bucket=name, Key="c", CopySource={"Bucket": name, "Key": "k"},
                   TaggingDirective="REPLACE", Tagging="n=1")
    assert s3.get_object_tagging(Bucket=name, Key="c")["TagSet"] == [{"Key": "n", "Value": "1"}]
    s3.delete_object_tagging(Bucket=name, Key="c")
    assert s3.get_object_tagging(Bucket=name, Key="c")["TagSet"] == []
    refused("BadRequest", s3.put_object_tagging, Bucket=name, Key="k", Tagging={
        "TagSet": [{"Key": str(n), "Value": ""} for n in range(11)]})
    refused("InvalidTag", s3.put_object_tagging, Bucket=name, Key="k", Tagging={
        "TagSet": [{"Key": "a", "Value": ""}, {"Key": "a", "Value": ""}]})
    refused("InvalidRequest", s3.copy_object, Bucket=name, Key="k", CopySource={"Bucket": name, "Key": "k"})
    s3.copy_object(Bucket=name, Key="k", CopySource={"Bucket": name, "Key": "k"},
                   MetadataDirective="REPLACE", Metadata={"m": "1"}, StorageClass="STANDARD_IA")
    head = s3.head_object(Bucket=name, Key="k")
    assert head["Metadata"] == {"m": "1"} and head["StorageClass"] == "STANDARD_IA"


def versions():
    name = bucket()
    s3.put_object(Bucket=name, Key="k", Body=b"0")
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
    first = s3.put_object(Bucket=name, Key="k", Body=b"1")["VersionId"]
    second = s3.put_object(Bucket=name, Key="k", Body=b"2")["VersionId"]
    marker = s3.delete_object(Bucket=name, Key="k")
    assert marker["DeleteMarker"]
    error = refused("NoSuchKey", s3.get_object, Bucket=name, Key="k")
    assert error["ResponseMetadata"]["HTTPHeaders"]["x-amz-delete-marker"] == "true"
    error = refused("MethodNotAllowed", s3.get_object, Bucket=name, Key="k", VersionId=marker["VersionId"])
    assert "last-modified" in error["ResponseMetadata"]["HTTPHeaders"]
    assert s3.get_object(Bucket=name, Key="k", VersionId=first)["Body"].read() == b"1"
    assert s3.get_object(Bucket=name, Key="k", VersionId="null")["Body"].read() == b"0"
    assert "Contents" not in s3.list_objects_v2(Bucket=name)
    for size in (1, 2, 1000):
        found = []
        for page in s3.get_paginator("list_object_versions").paginate(
                Bucket=name, PaginationConfig={"PageSize": size}):
            found += [v["VersionId"] for v in page.get("Versions", [])]
        assert found == [second, first, "null"], found
    s3.put_object(Bucket=name, Key="k", Body=b"3", IfNoneMatch="*")
    s3.delete_object(Bucket=name, Key="k", VersionId=marker["VersionId"])
    s3.put_object_tagging(Bucket=name, Key="k", VersionId=first, Tagging={"TagSet": [{"Key": "x", "Value": "y"}]})
    assert s3.get_object_tagging(Bucket=name, Key="k")["TagSet"] == []
    s3.copy_object(Bucket=name, Key="k", CopySource={"Bucket": name, "Key": "k", "VersionId": first})
    assert s3.get_object(Bucket=name, Key="k")["Body"].read() == b"1"
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Suspended"})
    suspended = s3.delete_object(Bucket=name, Key="k")
    assert suspended["VersionId"] == "null" and suspended["DeleteMarker"]
    refused("NoSuchVersion", s3.get_object, Bucket=name, Key="k", VersionId="absent")
    rows = s3.list_object_versions(Bucket=name)
    rows = rows.get("Versions", []) + rows.get("DeleteMarkers", [])
    answer = s3.delete_objects(Bucket=name, Delete={"Objects": [
        {"Key": v["Key"], "VersionId": v["VersionId"]} for v in rows]})
    assert len(answer["Deleted"]) == len(rows) and "Errors" not in answer
    s3.delete_bucket(Bucket=name)


def configurations():
    name = bucket()
    refused("NoSuchLifecycleConfiguration", s3.get_bucket_lifecycle_configuration, Bucket=name)
    rules = [{"ID": "purge", "Status": "Enabled", "Expiration": {"Days": 1}, "Filter": {
        "And": {"Prefix": "trash/", "Tags": [{"Key": "purge", "Value": "yes"}]}}}]
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": rules})
    assert s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"] == rules
    s3.delete_bucket_lifecycle(Bucket=name)
    configuration = {
        "Id": "daily", "IsEnabled": True, "IncludedObjectVersions": "All",
        "Schedule": {"Frequency": "Daily"}, "Filter": {"Prefix": "raw/"},
        "OptionalFields": ["Size", "ETag"],
        "Destination": {"S3BucketDestination": {
            "Bucket": "arn:aws:s3:::" + name, "Format": "Parquet", "Prefix": "inv"}}}
    s3.put_bucket_inventory_configuration(Bucket=name, Id="daily", InventoryConfiguration=configuration)
    got = s3.get_bucket_inventory_configuration(Bucket=name, Id="daily")["InventoryConfiguration"]
    assert got == configuration, got
    listed = s3.list_bucket_inventory_configurations(Bucket=name)
    assert listed["InventoryConfigurationList"] == [configuration] and not listed["IsTruncated"]
    refused("InvalidArgument", s3.put_bucket_inventory_configuration, Bucket=name, Id="other",
            InventoryConfiguration=configuration)
    s3.delete_bucket_inventory_configuration(Bucket=name, Id="daily")
    refused("NoSuchConfiguration", s3.get_bucket_inventory_configuration, Bucket=name, Id="daily")


def signatures():
    name = bucket()
    s3.put_object(Bucket=name, Key="a b+c", Body=b"hello")
    presigner = boto3.client("s3", config=Config(signature_version="s3v4"))
    url = presigner.generate_presigned_url("get_object", Params={"Bucket": name, "Key": "a b+c"})
    assert urllib.request.urlopen(url).read() == b"hello"

    def status(address):
        try:
            return urllib.request.urlopen(address).status
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode().split("<Code>")[1].split("<")[0]

    assert status(url[:-3] + ("000" if url[-3:] != "000" else "111")) == (403, "SignatureDoesNotMatch")
    assert status(url.split("?")[0]) == (403, "AccessDenied")
    put = presigner.generate_presigned_url("put_object", Params={"Bucket": name, "Key": "put"})
    urllib.request.urlopen(urllib.request.Request(put, data=b"x", method="PUT"))
    wrong = boto3.client("s3", aws_secret_access_key="wrong", aws_access_key_id=s3._request_signer._credentials.access_key)
    refused("SignatureDoesNotMatch", wrong.list_buckets)
    stranger = boto3.client("s3", aws_secret_access_key="wrong", aws_access_key_id="AKIASTRANGER00000000")
    refused("InvalidAccessKeyId", stranger.list_buckets)
    refused("AuthorizationHeaderMalformed", boto3.client("s3", region_name="eu-west-3").list_buckets)
    virtual = boto3.client("s3", endpoint_url=s3.meta.endpoint_url.replace("127.0.0.1", "localhost"),
                           config=Config(s3={"addressing_style": "path"}))
    assert virtual.get_object(Bucket=name, Key="a b+c")["Body"].read() == b"hello"


for check in (buckets, odd_keys, listing, bodies, checksums, conditions, multipart, tags, versions,
              configurations, signatures):
    check()
    print("ok", check.__name__)
