"""A small file must not take memory for what it only claims."""

import struct
import subprocess
import sys
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells a process's highest memory there")
def test_a_png_whose_chunk_claims_gigabytes_takes_none(tmp_path):
    """Found by `make fuzz`: OpenCV allocates what the chunk's length says."""
    sound = cv2.imencode(".png", np.full((60, 40, 3), 200, np.uint8))[1].tobytes()
    chunk = sound.index(b"IDAT") - 4
    (tmp_path / "claims.png").write_bytes(sound[:chunk] + struct.pack(">I", 3_000_000_000) + sound[chunk + 4 :])
    # Of the program alone: getrusage would count what pytest had when it forked.
    program = "import sys; from lambda_fn.cli import main; main(sys.argv[1:]); "
    program += "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    command = [sys.executable, "-c", program, tmp_path / "claims.png"]
    *answer, peak = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert answer == [f"Error processing image {tmp_path / 'claims.png'}: the PNG is damaged or cut short"]
    assert int(peak) * 1024 < 500 * 2**20


def test_a_png_with_long_chunks_that_are_all_there_is_read(model):
    from lambda_fn.read import read

    sound = cv2.imencode(".png", np.full((60, 40, 3), 200, np.uint8))[1].tobytes()
    start, content = sound.index(b"IDAT") - 4, b"Comment\0" + b"x" * 300_000
    checksum = struct.pack(">I", zlib.crc32(b"tEXt" + content))
    text = struct.pack(">I", len(content)) + b"tEXt" + content + checksum
    assert read(sound[:start] + text + sound[start:], "a.png", model)["image"] == {"width": 40, "height": 60}
