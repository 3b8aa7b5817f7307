"""The command line keeps its contract: a line a picture, in order, exit codes, nothing but answers on standard output."""

import csv
import json
import os
import signal
import subprocess
import sys

import cv2
import pytest
from conftest_paths import ROOT

from lambda_fn.cli import sentence
