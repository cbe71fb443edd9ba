"""Checks the lab's batch jobs with boto3, which takes the lab for its HTTP proxy.

Takes the endpoint and the keys from the usual AWS_* environment variables. Where STOCKTAKE names
the program, it must read the reports of the jobs made here.
Exits 0 if all is well, 1 on the first difference, 77 if boto3 is missing.
"""

import base64
import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import time
import uuid
import zlib
from urllib.parse import quote

try:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import ClientError
except ImportError:
    print("SKIPPED: boto3 is not installed")
    sys.exit(77)

ACCOUNT = "111122223333"
LAB = os.environ["AWS_ENDPOINT_URL"]
s3 = boto3.client("s3", config=Config(retries={"max_attempts": 1}))
control = boto3.client(
    "s3control", endpoint_url="http://s3-control.test",
    config=Config(proxies={"http": LAB}, retries={"max_attempts": 1}))


def refused(code, call, **arguments):
    try:
        call(AccountId=ACCOUNT, **arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, (code, error.response["Error"])
        return
    raise AssertionError(f"not refused with {code}")


def arguments(bucket, operation, rows, fields=("Bucket", "Key"), **more):
    manifest = "".join(",".join([bucket, *row]) + "\n" for row in rows)
    etag = s3.put_object(Bucket=bucket, Key="manifest.csv", Body=manifest.encode())["ETag"]
    return dict(
        Operation=operation, Priority=1, RoleArn=f"arn:aws:iam::{ACCOUNT}:role/batch",
        ClientRequestToken=uuid.uuid4().hex, ConfirmationRequired=False,
        Manifest={"Spec": {"Format": "S3BatchOperations_CSV_20180820", "Fields": list(fields)},
                  "Location": {"ObjectArn": f"arn:aws:s3:::{bucket}/manifest.csv", "ETag": etag}},
        Report={"Enabled": True, "Bucket": f"arn:aws:s3:::{bucket}", "Prefix": "r",
                "Format": "Report_CSV_20180820", "ReportScope": "AllTasks"}) | more


def create(**request):
    return control.create_job(AccountId=ACCOUNT, **request)["JobId"]


def await_status(job, *wanted):
    for _ in range(300):
        described = control.describe_job(AccountId=ACCOUNT, JobId=job)["Job"]
        if described["Status"] in wanted:
            return described
        time.sleep(0.05)
    raise AssertionError((wanted, described))


def report(bucket, job):
    manifest = json.load(s3.get_object(Bucket=bucket, Key=f"r/job-{job}/manifest.json")["Body"])
    rows = []
    for result in manifest["Results"]:
        data = s3.get_object(Bucket=result["Bucket"], Key=result["Key"])["Body"].read()
        assert hashlib.md5(data).hexdigest() == result["MD5Checksum"]
        assert data.endswith(b"\r\n")
        rows += [r for r in csv.reader(io.StringIO(data.decode(), newline=""))]
    assert all(len(row) == 7 for row in rows), rows
    return sorted(rows)


def stocktake(*job):
    run = subprocess.run([os.environ["STOCKTAKE"], "jobs", "report", *job, "--rows", "--json"],
                         stdout=subprocess.PIPE)
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    rows = sorted((row["key"], row["version"], row["outcome"], row["code"]) for row in lines[:-1])
    return run.returncode, lines[-1]["succeeded"], lines[-1]["failed"], rows


def bucket():
    name = "check-" + uuid.uuid4().hex
    s3.create_bucket(Bucket=name)
    return name


def describes():
    name = bucket()
    s3.put_object(Bucket=name, Key="a", Body=b"x")
    tags = [{"Key": "k", "Value": "v"}]
    job = create(**arguments(name, {"S3PutObjectTagging": {"TagSet": tags}}, [["a"], ["b"]],
                             Description="what", Tags=tags))
    described = await_status(job, "Complete")
    summary = described["ProgressSummary"]
    assert (summary["TotalNumberOfTasks"], summary["NumberOfTasksSucceeded"],
            summary["NumberOfTasksFailed"]) == (2, 1, 1)
    assert described["Operation"] == {"S3PutObjectTagging": {"TagSet": tags}}
    assert described["Manifest"]["Spec"]["Fields"] == ["Bucket", "Key"]
    assert described["Report"]["Prefix"] == "r" and described["Description"] == "what"
    assert described["JobArn"] == f"arn:aws:s3:us-east-1:{ACCOUNT}:job/{job}"
    assert described["TerminationDate"] >= described["CreationTime"]
    assert s3.get_object_tagging(Bucket=name, Key="a")["TagSet"] == tags
    assert control.get_job_tagging(AccountId=ACCOUNT, JobId=job)["Tags"] == tags
    assert report(name, job) == [
        [name, "a", "", "succeeded", "200", "", "success"],
        [name, "b", "", "failed", "404", "NoSuchKey", "The specified key does not exist."]]


def lists_in_pages():
    name = bucket()
    made = {create(**arguments(name, {"S3DeleteObjectTagging": {}}, [["a"]], ConfirmationRequired=True))
            for _ in range(3)}
    for job in made:
        await_status(job, "Suspended")
    pages = [control.list_jobs(AccountId=ACCOUNT, JobStatuses=["Suspended"], MaxResults=2)]
    while "NextToken" in pages[-1]:
        pages.append(control.list_jobs(
            AccountId=ACCOUNT, JobStatuses=["Suspended"], MaxResults=2, NextToken=pages[-1]["NextToken"]))
    found = [job["JobId"] for page in pages for job in page["Jobs"]]
    assert made <= set(found) and len(found) == len(set(found)) and len(pages) >= 2
    for job in made:
        control.update_job_status(AccountId=ACCOUNT, JobId=job, RequestedJobStatus="Cancelled")
        await_status(job, "Cancelled")
        refused("JobStatusException", control.update_job_status, JobId=job, RequestedJobStatus="Ready")


def fails():
    name = bucket()
    request = arguments(name, {"S3DeleteObjectTagging": {}}, [["a"]])
    request["Manifest"]["Location"]["ETag"] = "0" * 32
    failed = await_status(create(**request), "Failed")
    assert failed["FailureReasons"][0]["FailureCode"] == "AccessDenied", failed
    failed = await_status(create(**arguments(name, {"S3DeleteObjectTagging": {}}, [["a", "b"]])), "Failed")
    assert failed["FailureReasons"][0]["FailureCode"] == "InvalidManifestContent", failed
    request["ClientRequestToken"] = "t" * 64
    create(**request)
    refused("IdempotencyException", control.create_job, **(request | {"Priority": 2}))
    refused("NoSuchJob", control.describe_job, JobId="not-there")
    refused("NotImplemented", control.create_job, **(request | {
        "ClientRequestToken": "u", "Operation": {"S3ReplicateObject": {}}}))


def versions_and_checksums():
    name = bucket()
    s3.put_object(Bucket=name, Key="ä b", Body=b"null version")
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    version = s3.put_object(Bucket=name, Key="ä b", Body=b"newer")["VersionId"]
    operation = {"S3ComputeObjectChecksum": {"ChecksumAlgorithm": "CRC32", "ChecksumType": "FULL_OBJECT"}}
    rows = [["%C3%A4%20b", "null"], ["%C3%A4%20b", version], ["%C3%A4%20b", ""]]
    job = create(**arguments(name, operation, rows, ("Bucket", "Key", "VersionId")))
    await_status(job, "Complete")
    found = {row[2]: row for row in report(name, job)}
    for wanted, body in (("null", b"null version"), (version, b"newer")):
        message = json.loads(found[wanted][6])
        assert base64.b64decode(message["checksum_base64"]) == zlib.crc32(body).to_bytes(4, "big")
        assert message["checksum_hex"] == f"{zlib.crc32(body):08X}"
        assert message["etag"] == hashlib.md5(body).hexdigest()
    assert "\\u003d" in found["null"][6]
    assert found[""][3:] == ["failed", "400", "InvalidRequest", "Task failed due to missing VersionId"]


def restores_and_copies():
    name, target = bucket(), bucket()
    s3.put_object(Bucket=name, Key="g", Body=b"cold", StorageClass="GLACIER")
    copy = {"S3PutObjectCopy": {
        "TargetResource": f"arn:aws:s3:::{target}", "TargetKeyPrefix": "p/q",
        "NewObjectTagging": [{"Key": "n", "Value": "1"}], "StorageClass": "STANDARD_IA"}}
    job = create(**arguments(name, copy, [["g"]]))
    await_status(job, "Complete")
    assert report(name, job)[0][3:6] == ["failed", "403", "InvalidObjectState"]
    job = create(**arguments(name, {"S3InitiateRestoreObject": {
        "ExpirationInDays": 1, "GlacierJobTier": "BULK"}}, [["g"]]))
    await_status(job, "Complete")
    assert 'ongoing-request="false"' in s3.head_object(Bucket=name, Key="g")["Restore"]
    await_status(create(**arguments(name, copy, [["g"]])), "Complete")
    got = s3.get_object(Bucket=target, Key="p/q/g")
    assert got["Body"].read() == b"cold" and got["StorageClass"] == "STANDARD_IA"
    assert s3.get_object_tagging(Bucket=target, Key="p/q/g")["TagSet"] == [{"Key": "n", "Value": "1"}]


def stocktake_reads_reports():
    name = bucket()
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    keys = ["a", "b c", "ä+%.png", "x//y"]
    versions = {key: s3.put_object(Bucket=name, Key=key, Body=key.encode())["VersionId"]
                for key in keys}
    s3.put_object(Bucket=name, Key="cold", Body=b"cold", StorageClass="GLACIER")
    rows = [[quote(key), version] for key, version in versions.items()]
    tags = {"S3PutObjectTagging": {"TagSet": [{"Key": "k", "Value": "v"}]}}
    job = create(**arguments(name, tags, rows, ("Bucket", "Key", "VersionId")))
    await_status(job, "Complete")
    assert stocktake(job, "--account", ACCOUNT) == (
        0, 4, 0, sorted((key, versions[key], "succeeded", "200") for key in keys))
    copy = {"S3PutObjectCopy": {"TargetResource": f"arn:aws:s3:::{name}", "TargetKeyPrefix": "to"}}
    job = create(**arguments(name, copy, [["a"], ["cold"], ["none"]]))
    await_status(job, "Complete")
    assert stocktake(f"s3://{name}/r/job-{job}/manifest.json") == (3, 1, 2, [
        ("a", "", "succeeded", "200"), ("cold", "", "permanent", "InvalidObjectState"),
        ("none", "", "drifted", "NoSuchKey")])


checks = [describes, lists_in_pages, fails, versions_and_checksums, restores_and_copies]
if "STOCKTAKE" in os.environ:
    checks.append(stocktake_reads_reports)
for check in checks:
    check()
    print("  ok", check.__name__)
