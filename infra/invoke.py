"""One picture through the built function, as AWS would run it: `make invoke`, or `python -m infra.invoke [PICTURE]`.

Starts a local S3 and the package in Lambda's emulator, uploads the picture, hands the function the event that S3 would
send, and prints the result object.
"""

import json
import sys
import tempfile
from pathlib import Path

from infra import emulator, local
from lambda_fn.answer import result_key

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "digits/digit1.jpg"


def invoke(picture: Path) -> int:
    """Print what the function makes of a picture. Returns the exit code. Raises OSError, MissingPartError."""
    key = picture.as_posix() if not picture.is_absolute() else picture.relative_to(picture.anchor).as_posix()
    with tempfile.TemporaryDirectory() as folder, local.cloud() as address:
        local.make_stack(address)
        s3 = local.client("s3", address)
        s3.upload_file(str(picture), local.UPLOADS, key)
        event = local.Queue(address).event()
        with emulator.function(address, Path(folder) / "log") as function:
            print(f"uploaded  s3://{local.UPLOADS}/{key}")
            answer = function.invoke(event)
            print(f"answered  {json.dumps(answer)}")
            if answer != {"batchItemFailures": []}:
                print(function.log.read_text(encoding="utf-8"), file=sys.stderr)
                return 1
            started = emulator.init_milliseconds(function.log)
        stored = s3.get_object(Bucket=local.RESULTS, Key=result_key(key))
        print(f"started   in {started:.0f} ms (import, S3 client, model)")
        print(f"result    s3://{local.RESULTS}/{result_key(key)}, of {stored['Metadata']}")
        print(stored["Body"].read().decode().rstrip())
    return 0


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit(__doc__.splitlines()[0])
    try:
        picture = Path(sys.argv[1]) if len(sys.argv) == 2 else SAMPLE.relative_to(ROOT)
        sys.exit(invoke(picture))
    except (OSError, emulator.MissingPartError) as error:
        sys.exit(f"nothing invoked: {error}")
