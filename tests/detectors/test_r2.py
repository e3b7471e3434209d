from __future__ import annotations

import pytest

from cf_secret_guard.detectors.r2 import R2Detector
from cf_secret_guard.model import Checksum, Confidence, Kind
from tests import tokens
from tests.detectors.planting import R2_SECRET, Text, found, matches, named, plant, spans, text
from tests.detectors.syntaxes import SYNTAXES

DETECTOR = R2Detector()
VALUE = tokens.r2_secret(tokens.legacy_token())
KIND = Kind.R2_SECRET_ACCESS_KEY
ENDPOINT = "https://{account}.r2.cloudflarestorage.com"

NAMES = (
    "R2_SECRET_ACCESS_KEY",
    "CLOUDFLARE_R2_SECRET_ACCESS_KEY",
    "CF_R2_SECRET_ACCESS_KEY",
    "R2_SECRET_KEY",
    "R2_SECRET",
    "CLOUDFLARE_R2_SECRET_KEY",
    "r2SecretAccessKey",
    "r2_secret",
    "NUXT_R2_SECRET_ACCESS_KEY",
)
HITS: dict[str, Text | str] = {
    "AWS's names with R2's endpoint": "AWS_ACCESS_KEY_ID={zone}\nAWS_SECRET_ACCESS_KEY={}\nURL=" + ENDPOINT + "\n",
    "rclone": Text(
        "[r2]\ntype = s3\nprovider = Cloudflare\naccess_key_id = {zone}\nsecret_access_key = {}\n"
        "endpoint = " + ENDPOINT + "\n",
        "rclone.conf",
    ),
    "boto3": Text(
        's3 = boto3.client("s3", endpoint_url="' + ENDPOINT + '",\n    aws_access_key_id="{zone}",\n'
        '    aws_secret_access_key="{}")\n',
        "a.py",
    ),
    "the AWS SDK of JavaScript": Text(
        'new S3Client({\n  region: "auto",\n  endpoint: "' + ENDPOINT + '",\n  credentials: {\n'
        '    accessKeyId: "{zone}",\n    secretAccessKey: "{}",\n  },\n});\n',
        "a.ts",
    ),
    "Rails' storage.yml": Text(
        "cloudflare:\n  service: S3\n  endpoint: " + ENDPOINT + "\n  access_key_id: {zone}\n  secret_access_key: {}\n",
        "storage.yml",
    ),
    "litestream": Text(
        "replicas:\n  - type: s3\n    endpoint: "
        + ENDPOINT
        + "\n    access-key-id: {zone}\n    secret-access-key: {}\n",
        "litestream.yml",
    ),
    "the European endpoint": "ENDPOINT=https://{account}.eu.r2.cloudflarestorage.com\nS3_KEY={zone}\nS3_SECRET_KEY={}\n",
    "a mapping named r2": Text("r2:\n  access_key: {zone}\n  secret_key: {}\n", "app.yml"),
}
WEAKER = {
    "Logpush": "r2://logs/x?account-id={account}&access-key-id={zone}&secret-access-key={}\n",
    "a secret beside a key id and R2's name": "# R2\nKEY_ID={zone}\nSECRET={}\n",
    "two arguments": 'storage.r2("{zone}", "{}")\n',
    "Go's static credentials": Text(
        'url := "' + ENDPOINT + '"\ncredentials.NewStaticCredentialsProvider("{zone}", "{}", "")\n', "a.go"
    ),
}
NEAR_MISSES = {
    "AWS": "AWS_ACCESS_KEY_ID=AKIAX\nAWS_SECRET_ACCESS_KEY={}\nAWS_ENDPOINT=https://s3.eu-west-1.amazonaws.com\n",
    "Backblaze": "# R2 was too dear\nACCESS_KEY={zone}\nSECRET_ACCESS_KEY={}\nENDPOINT=https://s3.backblazeb2.com\n",
    "MinIO": "MINIO_SECRET_KEY={}\nENDPOINT=http://minio:9000\n",
    "DigitalOcean": "# not R2\nSECRET_ACCESS_KEY={}\nENDPOINT=https://x.digitaloceanspaces.com\n",
    "a request's signature": "r2.cloudflarestorage.com/x?X-Amz-Signature={}\n",
    "a payload's hash": ENDPOINT + "\nx-amz-content-sha256: {}\n",
    "an object's checksum": "# r2 bucket\nsha256: {}\n",
    "an etag": "R2 etag: {}\n",
    "an application's own secret": "R2_BUCKET=x\nJWT_KEY={}\n",
    "the key id": "R2_ACCESS_KEY_ID={zone}\n",
    "a dummy": "R2_SECRET_ACCESS_KEY=" + 64 * "a" + "\n",
    "a counted dummy": "R2_SECRET_ACCESS_KEY=" + 4 * "0123456789abcdef" + "\n",
    "a reference": "R2_SECRET_ACCESS_KEY=${R2_SECRET}\n",
    "no context": "x = '{}'\n",
    "a piece of a URL": ENDPOINT + "/bucket/{}/a.png\n",
    "a robot": "beep r2d2_secret_word {}\n",
}


@pytest.mark.parametrize("row", SYNTAXES.values(), ids=SYNTAXES)
def test_a_secret_with_its_usual_name_is_found_in(row: Text) -> None:
    content = plant(named(row.template, R2_SECRET.words), VALUE)
    assert found(content, row.path) == [(KIND, Confidence.HIGH, VALUE)]


def test_a_secret_in_a_sentence_is_found() -> None:
    assert found(f"The R2 secret access key is {VALUE}.\n") == [(KIND, Confidence.HIGH, VALUE)]


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_tool_is_known(name: str) -> None:
    assert found(f"{name}={VALUE}\n") == [(KIND, Confidence.HIGH, VALUE)]


@pytest.mark.parametrize("row", HITS.values(), ids=HITS)
def test_a_secret_is_found_by_its_endpoint_or_block_in(row: Text | str) -> None:
    template, path = text(row)
    content = plant(template, VALUE)
    assert found(content, path) == [(KIND, Confidence.HIGH, VALUE)]
    assert spans(DETECTOR, content, path) == [VALUE]


@pytest.mark.parametrize("row", WEAKER.values(), ids=WEAKER)
def test_a_secret_in_a_weaker_place_is_at_least_medium_in(row: Text | str) -> None:
    template, path = text(row)
    assert [(kind, value) for kind, _, value in found(plant(template, VALUE), path)] == [(KIND, VALUE)]


@pytest.mark.parametrize("template", NEAR_MISSES.values(), ids=NEAR_MISSES)
def test_a_near_miss_is_not_reported(template: str) -> None:
    assert found(plant(template, VALUE)) == []


def test_a_match_names_its_key_id_and_its_account() -> None:
    [match] = matches(DETECTOR, plant(text(HITS["rclone"]).template, VALUE))
    assert match.secret.reveal() == VALUE
    assert match.checksum is Checksum.NONE
    assert dict(match.companions) == {
        "access_key_id": tokens.hexadecimal("zone", 32),
        "account_id": tokens.hexadecimal("account", 32),
    }


def test_an_s3_secret_without_any_word_of_r2_is_low() -> None:
    content = f"AWS_SECRET_ACCESS_KEY={VALUE}\n"
    assert [hit[1] for hit in found(content, least=Confidence.LOW)] == [Confidence.LOW]
