"""A cloud on this machine: moto's S3 and SQS with the stack's buckets and queues, for `make invoke`, `make up` and tests."""

import json
import threading
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

UPLOADS, RESULTS = "uploads", "results"
QUEUE, DEAD_LETTERS = "uploads-queue", "dead-letters"
# As in the live path: how many messages an event has, how often one is delivered before it is a dead letter, and for how many
# seconds a delivered one is nobody else's, which is longer than the function may take.
BATCH, RECEIVES, VISIBILITY = 10, 5, 720

Application = Callable[[dict[str, Any], Callable], Iterable[bytes]]


def environment(address: str) -> dict[str, str]:
    """The variables that lead boto3, botocore and the AWS command line to the local cloud."""
    return {
        "AWS_ENDPOINT_URL": address,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
    }


def client(service: str, address: str) -> Any:
    """boto3's client of a service of the local cloud."""
    return boto3.client(
        service,
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )


@contextmanager
def cloud(host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """An empty cloud, served while this lasts; its address. port: 0 for any that is free. Raises OSError.

    moto keeps one state for a whole process: what an earlier cloud held is dropped, and what this one holds when it ends.
    """
    application = one_write_at_a_time(DomainDispatcherApplication(create_backend_app))
    server = make_server(host, port, application, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    try:
        _drop_everything(address)
        yield address
    finally:
        _drop_everything(address)
        server.shutdown()
        thread.join()


def _drop_everything(address: str) -> None:
    with urllib.request.urlopen(urllib.request.Request(f"{address}/moto-api/reset", method="POST")):
        pass


def one_write_at_a_time(application: Application) -> Application:
    """S3's conditional writes are atomic. moto compares first and writes then: nothing may come between."""
    lock = threading.Lock()

    def serialised(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("PUT", "DELETE"):
            return application(environ, start_response)
        with lock:
            return application(environ, start_response)

    return serialised


def make_stack(address: str) -> None:
    """What template.yaml makes: buckets, queues, and the notification that joins them."""
    s3, sqs = client("s3", address), client("sqs", address)
    for bucket in (UPLOADS, RESULTS):
        s3.create_bucket(Bucket=bucket)
    dead = sqs.create_queue(QueueName=DEAD_LETTERS)["QueueUrl"]
    redrive = {"deadLetterTargetArn": _arn(sqs, dead), "maxReceiveCount": RECEIVES}
    attributes = {"RedrivePolicy": json.dumps(redrive), "VisibilityTimeout": str(VISIBILITY)}
    queue = sqs.create_queue(QueueName=QUEUE, Attributes=attributes)["QueueUrl"]
    notification = {"QueueArn": _arn(sqs, queue), "Events": ["s3:ObjectCreated:*"]}
    s3.put_bucket_notification_configuration(
        Bucket=UPLOADS, NotificationConfiguration={"QueueConfigurations": [notification]}
    )


class Queue:
    """A queue as Lambda's event source reads it: a batch becomes an event, the answer says what to deliver again."""

    def __init__(self, address: str, name: str = QUEUE):
        self._sqs = client("sqs", address)
        self._url = self._sqs.get_queue_url(QueueName=name)["QueueUrl"]

    def event(self) -> dict[str, Any] | None:
        """The next messages as the function gets them, None if there are none."""
        received = self._sqs.receive_message(
            QueueUrl=self._url, MaxNumberOfMessages=BATCH, AttributeNames=["ApproximateReceiveCount"]
        )
        records = [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message.get("Attributes", {}),
                "eventSource": "aws:sqs",
            }
            for message in received.get("Messages", [])
        ]
        return {"Records": records} if records else None

    def settle(self, event: dict[str, Any], answer: Any, again_in: int = 0) -> list[str]:
        """Delete what was answered, and have the rest delivered again after so many seconds: of no answer, all.

        Returns the bodies of the messages that were deleted.
        """
        partial = isinstance(answer, dict) and "batchItemFailures" in answer
        failed = {item["itemIdentifier"] for item in answer["batchItemFailures"]} if partial else None
        done = [r for r in event["Records"] if failed is not None and r["messageId"] not in failed]
        again = [r for r in event["Records"] if r not in done]
        if done:
            self._sqs.delete_message_batch(QueueUrl=self._url, Entries=_entries(done))
        if again:
            entries = [entry | {"VisibilityTimeout": again_in} for entry in _entries(again)]
            self._sqs.change_message_visibility_batch(QueueUrl=self._url, Entries=entries)
        return [record["body"] for record in done]


def _entries(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"Id": str(place), "ReceiptHandle": record["receiptHandle"]} for place, record in enumerate(records)]


def _arn(sqs: Any, url: str) -> str:
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


class _Silent(WSGIRequestHandler):
    """Says nothing of each request."""

    def log(self, *_: object) -> None:
        pass
