"""Our network as a Lambda function on onnxruntime, with the known recipe's preparation of the picture, as one would write it."""

import json
import os
from pathlib import Path
from urllib.parse import unquote_plus

import boto3
import cv2
import numpy as np
import onnxruntime

S3 = boto3.client("s3")
SESSION = onnxruntime.InferenceSession(Path(__file__).with_name("digits.onnx"), providers=["CPUExecutionProvider"])


def handler(event: dict, context: object) -> dict:
    """Read each picture of an S3 event and put the answer into the results bucket."""
    results = []
    for record in event["Records"]:
        bucket, key = record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"])
        data = S3.get_object(Bucket=bucket, Key=key)["Body"].read()
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        glyph = np.invert(np.array([cv2.resize(picture[:, :, 0], (28, 28))])) / np.float32(255)
        (answer,) = SESSION.run(None, {"glyph": glyph[..., None]})
        results.append(f"{key}.json")
        body = json.dumps({"digit": int(answer[0, :10].argmax())})
        S3.put_object(Bucket=os.environ["RESULTS_BUCKET"], Key=results[-1], Body=body)
    return {"results": results}
