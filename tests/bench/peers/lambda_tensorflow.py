"""The known recipe as a Lambda function, as one would write it: its .keras model, loaded with TensorFlow."""

import json
import os
from pathlib import Path
from urllib.parse import unquote_plus

import boto3
import cv2
import keras
import numpy as np

S3 = boto3.client("s3")
MODEL = keras.models.load_model(Path(__file__).with_name("known.keras"))


def handler(event: dict, context: object) -> dict:
    """Read each picture of an S3 event and put the answer into the results bucket."""
    results = []
    for record in event["Records"]:
        bucket, key = record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"])
        data = S3.get_object(Bucket=bucket, Key=key)["Body"].read()
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        glyph = np.invert(np.array([cv2.resize(picture[:, :, 0], (28, 28))])) / 255
        digit = int(np.argmax(MODEL.predict(glyph, verbose=0)))
        results.append(f"{key}.json")
        S3.put_object(Bucket=os.environ["RESULTS_BUCKET"], Key=results[-1], Body=json.dumps({"digit": digit}))
    return {"results": results}
