"""Put the built page where CloudFront finds it: `python infra/publish.py [STACK] [FOLDER]`, by default `digits` and web/dist.

What the page refers to goes first and the page last, so that whoever loads it meanwhile finds all parts. What an earlier page referred to
stays: it is still open somewhere. Then CloudFront forgets what keeps its name.
"""

import mimetypes
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "web" / "dist"
PACKED = (".br", ".gz")  # beside each file, for hosts that cannot pack; CloudFront does
LAST = ("sw.js", "index.html")  # what leads to other files; the page itself at the very end
# Types that Python takes from the machine it runs on, if at all.
TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".bin": "application/octet-stream",
    ".svg": "image/svg+xml",
}


class PublishError(Exception):
    """The page was not published. Its text is one clear line."""


def files(folder: Path) -> list[str]:
    """Names of the built files in the order in which they are sent. Raises PublishError where there is no page."""
    built = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in PACKED]
    names = sorted(path.relative_to(folder).as_posix() for path in built)
    if "index.html" not in names:
        raise PublishError(f"there is no index.html in {folder}: run `make web` first")
    return [*(name for name in names if name not in LAST), *(name for name in LAST if name in names)]


def content_type(name: str) -> str:
    """The type that S3 is told, and browsers go by."""
    kind = TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def outputs(cloudformation: Any, stack: str) -> dict[str, str]:
    """What a deployed stack says of itself. Raises PublishError where there is no such stack."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        (made,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    except (BotoCoreError, ClientError) as error:
        raise PublishError(f"there is no stack {stack} to publish to: {error}") from error
    return {output["OutputKey"]: output["OutputValue"] for output in made.get("Outputs", [])}


def publish(folder: Path, bucket: str, distribution: str, s3: Any, cloudfront: Any, reference: str) -> int:
    """Send all files, then clear CloudFront. Returns how many. reference: a text that no other publishing has. Raises PublishError."""
    from botocore.exceptions import BotoCoreError, ClientError

    names = files(folder)
    try:
        for name in names:
            s3.put_object(Bucket=bucket, Key=name, Body=(folder / name).read_bytes(), ContentType=content_type(name))
        # One path for all counts once; what is under assets/ has new names anyway.
        paths = {"Quantity": 1, "Items": ["/*"]}
        batch = {"Paths": paths, "CallerReference": reference}
        cloudfront.create_invalidation(DistributionId=distribution, InvalidationBatch=batch)
    except (BotoCoreError, ClientError) as error:
        raise PublishError(f"cannot publish to {bucket}: {error}") from error
    return len(names)


def main(arguments: list[str]) -> int:
    """Exit status: 0 published, 1 not."""
    import boto3

    stack, folder = [*arguments, *["digits", str(BUILT)][len(arguments) :]][:2]
    try:
        files(Path(folder))
        made = outputs(boto3.client("cloudformation"), stack)
        clients = boto3.client("s3"), boto3.client("cloudfront")
        reference = f"{time.time_ns()}"
        count = publish(Path(folder), made["PageBucket"], made["PageDistribution"], *clients, reference)
    except PublishError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    print(f"{count} files are at {made['PageAddress']}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
